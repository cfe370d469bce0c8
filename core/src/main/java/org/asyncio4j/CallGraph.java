package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Captures call graphs. Depth first and without recursion: a chain of tasks may be longer than a
 * thread's stack. Each future is captured once, however many ways lead to it.
 */
final class CallGraph {
  private final CallGraphOptions options;
  private final Map<Future<?>, FutureCallGraph> captured = new HashMap<>();
  private final Map<Future<?>, Visit> onTheWay = new HashMap<>();

  private CallGraph(CallGraphOptions options) {
    this.options = options;
  }

  /** A future whose awaiters are being captured. */
  private static final class Visit {
    private final Future<?> future;
    private final ArrayDeque<Future<?>> left;
    private final List<FutureCallGraph> awaitedBy = new ArrayList<>();

    Visit(Future<?> future) {
      this.future = future;
      this.left = new ArrayDeque<>(Awaiters.of(future));
    }
  }

  static Optional<FutureCallGraph> ofCurrentTask(CallGraphOptions options) {
    BaseEventLoop loop = Running.loopOrNull();
    if (loop == null) {
      throw new IllegalStateException(
          "no running event loop and no future given: call this inside Asyncio.run, or say of"
              + " which future");
    }
    return Optional.ofNullable(loop.running().task).map(task -> of(task, options));
  }

  static FutureCallGraph of(Future<?> future, CallGraphOptions options) {
    Arguments.required(future, "future");
    return new CallGraph(Arguments.required(options, "options")).capture(future);
  }

  private FutureCallGraph capture(Future<?> root) {
    var path = new ArrayDeque<Visit>();
    path.push(visit(root));
    while (true) {
      Visit visit = path.getFirst();
      Future<?> awaiter = visit.left.poll();
      if (awaiter != null) {
        FutureCallGraph known = captured.get(awaiter);
        if (known != null) {
          visit.awaitedBy.add(known);
        } else if (onTheWay.containsKey(awaiter)) {
          visit.awaitedBy.add(new FutureCallGraph(awaiter, List.of(), List.of())); // a cycle
        } else {
          path.push(visit(awaiter));
        }
        continue;
      }
      path.pop();
      var graph = new FutureCallGraph(visit.future, stackOf(visit.future), visit.awaitedBy);
      onTheWay.remove(visit.future);
      captured.put(visit.future, graph);
      if (path.isEmpty()) {
        return graph;
      }
      path.getFirst().awaitedBy.add(graph);
    }
  }

  private Visit visit(Future<?> future) {
    var visit = new Visit(future);
    onTheWay.put(future, visit);
    return visit;
  }

  private List<FrameCallGraphEntry> stackOf(Future<?> future) {
    if (!(future instanceof Task<?> task) || future.isDone() || options.limit().orElse(1) == 0) {
      return List.of();
    }
    List<StackTraceElement> frames = UserFrames.of(TaskStack.threadOf(task));
    if (Running.current().task == task) {
      frames = frames.subList(Math.min(options.depth() - 1, frames.size()), frames.size());
    }
    return options.limited(frames).stream().map(FrameCallGraphEntry::new).toList();
  }
}
