package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes a cancellation on from a task to what it waits for, and so on, to any depth: without
 * recursion, since a chain of tasks may be longer than a thread's stack.
 */
final class CancelWalk {
  private final @Nullable Object reason;

  // Those that were reached before in one request to all: each is asked once.
  private final @Nullable Set<Future<?>> asked;
  private final ArrayDeque<Visit> path = new ArrayDeque<>();

  /** A future on the way that passes the request on. */
  private static final class Visit {
    private final Future<?> future;
    private final Iterator<? extends Future<?>> next;
    private boolean accepted; // by any that it was passed on to

    Visit(Future<?> future, Collection<? extends Future<?>> next) {
      this.future = future;
      this.next = next.iterator();
    }
  }

  private CancelWalk(@Nullable Object reason, @Nullable Set<Future<?>> asked) {
    this.reason = reason;
    this.asked = asked;
  }

  /** Cancels a future, and what it waits for. {@return whether the request was accepted} */
  static boolean cancel(Future<?> future, @Nullable Object reason) {
    return new CancelWalk(reason, null).walk(future);
  }

  /**
   * Cancels all of these tasks at once. Unlike with one request after the other, a task that others
   * of them await gets one request, not one through each of those.
   */
  static void cancelAll(Collection<? extends Task<?>> tasks) {
    var walk = new CancelWalk(null, Collections.newSetFromMap(new IdentityHashMap<>()));
    for (Task<?> task : tasks) {
      if (!walk.wasAsked(task)) {
        walk.walk(task);
      }
    }
  }

  private boolean wasAsked(Future<?> future) {
    return asked != null && asked.contains(future);
  }

  private boolean walk(Future<?> root) {
    try {
      boolean accepted = ask(root);
      for (Visit visit; (visit = path.peek()) != null; ) {
        if (visit.next.hasNext()) {
          visit.accepted |= ask(visit.next.next());
          continue;
        }
        path.pop();
        accepted = end(visit);
        Visit asking = path.peek();
        if (asking != null) {
          asking.accepted |= accepted;
        }
      }
      return accepted;
    } finally {
      path.forEach(this::end); // what was asked last has thrown
    }
  }

  /** {@return the answer of who passes nothing on; false for who does, until that is known} */
  private boolean ask(Future<?> future) {
    boolean isCircle = future instanceof Task<?> task && task.passingOn;
    if (asked != null && !asked.add(future) && !isCircle) {
      return !future.done();
    }
    if (future instanceof Task<?> task && task.passesCancellationOn()) {
      path.push(new Visit(task, List.of(task.beginPassingOn())));
      return false;
    }
    if (future instanceof GatheringFuture<?> gathering && !gathering.done()) {
      path.push(new Visit(gathering, gathering.children()));
      return false;
    }
    return future.cancelWith(reason);
  }

  private boolean end(Visit visit) {
    return visit.future instanceof Task<?> task
        ? task.endPassingOn(reason, visit.accepted)
        : ((GatheringFuture<?>) visit.future).wasPassedOn(visit.accepted);
  }
}
