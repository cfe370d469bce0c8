package org.asyncio4j.testing.plain;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the JDK has nothing left to do about monitors that simulated threads have released.
 *
 * <p>Who releases a monitor that virtual threads are blocked on puts one of them on a list; a
 * platform thread of the JDK, the unblocker, takes the list, takes each off it, and only then makes
 * it runnable. So nothing is under way if none of ours is on the list, and after that the unblocker
 * is seen where it waits for the next list. Without waiting for that, a run would depend on the
 * unblocker's speed.
 */
final class Unblocker {
  private static final String NAME = "VirtualThread-unblocker";
  private static final String WAITS_IN = "takeVirtualThreadListToUnblock";

  // Any simulation's: there is one in a JVM, and it never ends.
  private static final class Found {
    private static final Thread THREAD = find();

    private static Thread find() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals(NAME))
          .findAny()
          .orElseThrow(
              () -> new IllegalStateException("this JDK has no thread '%s'".formatted(NAME)));
    }
  }

  /** {@return whether it is the unblocker} */
  boolean is(Thread thread) {
    return thread.getName().equals(NAME) && thread == Found.THREAD;
  }

  /** Waits, for no longer than the unblocker needs; returns at once if no thread is blocked. */
  void settle(List<SimThread> threads, Collection<FrameScheduler> frames) {
    if (!anyBlocked(threads, frames)) {
      return;
    }
    while (anyOnList(threads, frames) || !waits()) {
      Thread.onSpinWait();
    }
  }

  private static boolean anyBlocked(List<SimThread> threads, Collection<FrameScheduler> frames) {
    for (SimThread each : threads) {
      if (!each.queued() && blocked(each.thread())) {
        return true;
      }
    }
    for (FrameScheduler each : frames) {
      if (blocked(each.thread())) {
        return true;
      }
    }
    return false;
  }

  private static boolean blocked(@Nullable Thread thread) {
    if (thread == null) {
      return false;
    }
    int state = JavaLang.state(thread) & ~JavaLang.SUSPENDED;
    return state == JavaLang.BLOCKED || state == JavaLang.UNBLOCKED;
  }

  private static boolean anyOnList(List<SimThread> threads, Collection<FrameScheduler> frames) {
    for (SimThread each : threads) {
      if (JavaLang.onWaitingList(each.thread())) {
        return true;
      }
    }
    for (FrameScheduler each : frames) {
      Thread thread = each.thread();
      if (thread != null && JavaLang.onWaitingList(thread)) {
        return true;
      }
    }
    return false;
  }

  private static boolean waits() {
    StackTraceElement[] stack = Found.THREAD.getStackTrace();
    return stack.length > 0 && stack[0].getMethodName().equals(WAITS_IN);
  }
}
