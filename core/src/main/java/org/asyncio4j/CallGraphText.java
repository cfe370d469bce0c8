package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A call graph as text. What is awaited along several ways is written out once; what is very deep
 * is written below, so that the text of a long chain stays readable.
 */
final class CallGraphText {
  private static final int DEEPEST = 50;
  private static final int MOST_NAMES = 5;

  private final StringBuilder text = new StringBuilder();
  private final Set<Future<?>> written = new HashSet<>();
  private final ArrayDeque<Node> left = new ArrayDeque<>();
  private final ArrayDeque<FutureCallGraph> below = new ArrayDeque<>();

  private record Node(FutureCallGraph graph, int level) {}

  private CallGraphText() {}

  static String of(FutureCallGraph graph) {
    return new CallGraphText().write(graph);
  }

  private String write(FutureCallGraph root) {
    below.add(root);
    for (FutureCallGraph graph; (graph = below.poll()) != null; ) {
      left.push(new Node(graph, 0));
      while (!left.isEmpty()) {
        write(left.pop(), root);
      }
    }
    for (WaitCycle cycle : WaitCycle.reachedFrom(List.of(root.future()))) {
      line(0, "cycle: " + cycle.text());
    }
    return text.toString().stripTrailing();
  }

  private void write(Node node, FutureCallGraph root) {
    FutureCallGraph graph = node.graph();
    String title = "* " + title(graph.future());
    if (written.contains(graph.future())) {
      line(node.level(), title + " (above)");
    } else if (node.level() > DEEPEST) {
      line(node.level(), title + " (below)");
      below.add(graph);
    } else {
      written.add(graph.future());
      line(node.level(), title);
      if (!graph.callStack().isEmpty()) {
        line(node.level(), "  + Call stack:");
        graph.callStack().forEach(entry -> line(node.level(), "  |   at " + entry.frame()));
      }
      if (graph == root && graph.future() instanceof Task<?>) {
        writeWait(WaitsFor.of(graph.future()));
      }
      writeAwaitedBy(graph, node.level());
    }
  }

  private void writeWait(WaitsFor waitsFor) {
    List<Future<?>> ends = waitsFor.ends();
    if (!waitsFor.what().isEmpty() || !ends.isEmpty()) {
      line(0, "  + Waits for: " + oneLine(waitsFor, ends));
    }
  }

  private static String oneLine(WaitsFor waitsFor, List<Future<?>> ends) {
    if (ends.isEmpty()) {
      return waitsFor.what();
    }
    String names =
        ends.stream().limit(MOST_NAMES).map(CallGraphText::title).collect(Collectors.joining(", "));
    String more =
        ends.size() > MOST_NAMES ? " and %s more".formatted(ends.size() - MOST_NAMES) : "";
    if (waitsFor.what().isEmpty()) {
      return names + more;
    }
    String relation = waitsFor.relation().isEmpty() ? "of" : waitsFor.relation();
    return waitsFor.what() + " " + relation + " " + names + more;
  }

  private void writeAwaitedBy(FutureCallGraph graph, int level) {
    if (!graph.awaitedBy().isEmpty()) {
      line(level, "  + Awaited by:");
      graph.awaitedBy().reversed().forEach(awaiter -> left.push(new Node(awaiter, level + 1)));
    }
  }

  private void line(int level, String line) {
    text.repeat("    ", level).append(line).append('\n');
  }

  /** {@return a future in a few words} */
  static String title(Future<?> future) {
    if (future instanceof Task<?> task) {
      String name = "Task '%s'".formatted(TaskText.name(task));
      return task.isDone() ? "%s (%s)".formatted(name, task.stateName()) : name;
    }
    return future instanceof GatheringFuture<?> ? "gather" : Snapshot.text(future);
  }
}
