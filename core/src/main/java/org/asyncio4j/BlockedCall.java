package org.asyncio4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import org.asyncio4j.internal.engine.Engines;
import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A call of the JDK in which a step or callback waits while it holds its loop, as another thread
 * sees it.
 *
 * @param loop the loop
 * @param task the task whose step it is; empty for a plain callback
 * @param thread the thread that waits
 * @param state the thread's state: {@code BLOCKED}, {@code WAITING} or {@code TIMED_WAITING}
 * @param stack where it waits, newest frame first, without the loop's own frames
 */
record BlockedCall(
    BaseEventLoop loop,
    Optional<Task<?>> task,
    Thread thread,
    Thread.State state,
    List<StackTraceElement> stack) {
  private static final int MOST_NAMES = 5;
  private static final int MOST_TASKS_TO_SEARCH = 10_000;
  private static final String ENGINE_ROOM = "org.asyncio4j.internal.engine.";

  /** {@return whether a thread waits, rather than computes} */
  static boolean waits(Thread.State state) {
    return switch (state) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  /**
   * {@return the call that a thread waits in; null if it does not wait, or only for its turn} A
   * guess, until the caller has seen that the loop still makes the same step.
   */
  static @Nullable BlockedCall of(BaseEventLoop loop, @Nullable Task<?> task, Thread thread) {
    Thread.State state = thread.getState();
    List<StackTraceElement> stack = aboveTheLoop(thread.getStackTrace());
    if (!waits(state) || stack.stream().anyMatch(BlockedCall::isOfTheTurns)) {
      return null;
    }
    return new BlockedCall(loop, Optional.ofNullable(task), thread, state, stack);
  }

  /** {@return whether a frame waits for its turn, or for a thread that runs the loop for it} */
  private static boolean isOfTheTurns(StackTraceElement frame) {
    return frame.getClassName().startsWith(ENGINE_ROOM)
        || frame.getClassName().equals(HostedRun.class.getName());
  }

  private static List<StackTraceElement> aboveTheLoop(StackTraceElement[] newestFirst) {
    return Arrays.stream(newestFirst).takeWhile(frame -> !isLoops(frame)).toList();
  }

  /** {@return whether a frame is the one by which the loop runs a step or callback} */
  private static boolean isLoops(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.equals(Schedule.class.getName())
        || name.equals(StepFrame.class.getName())
        || name.equals(GeneratorFrame.class.getName())
        || (name.equals(Task.class.getName()) && frame.getMethodName().equals("runBody"));
  }

  // --- where ------------------------------------------------------------------------------------

  /** {@return the JDK's method and the user's line, as in "LinkedBlockingQueue.take (X.java:7)"} */
  String place() {
    int caller = 0; // the newest frame that is not the JDK's
    while (caller < stack.size() && UserFrames.isJdk(stack.get(caller))) {
      caller++;
    }
    String call = caller == 0 ? "" : methodOf(stack.get(caller - 1));
    if (state == Thread.State.BLOCKED && caller == 0) {
      call = "synchronized";
    }
    String line =
        UserFrames.of(newestFirst()).stream().findFirst().map(BlockedCall::lineOf).orElse("");
    return call.isEmpty() || line.isEmpty() ? call + line : "%s (%s)".formatted(call, line);
  }

  private StackTraceElement[] newestFirst() {
    return stack.toArray(StackTraceElement[]::new);
  }

  private static String methodOf(StackTraceElement frame) {
    String name = frame.getClassName();
    String simple = name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    return simple + "." + frame.getMethodName();
  }

  private static String lineOf(StackTraceElement frame) {
    return frame.getFileName() == null
        ? methodOf(frame)
        : "%s:%d".formatted(frame.getFileName(), frame.getLineNumber());
  }

  private boolean hasTimeLimit() {
    return state == Thread.State.TIMED_WAITING;
  }

  /** {@return whether the JVM could not put the thread aside on any engine} */
  private boolean isPinned() {
    return stack.stream()
        .anyMatch(
            frame ->
                frame.getMethodName().equals("<clinit>")
                    || frame.getMethodName().equals("parkOnCarrierThread"));
  }

  private boolean canSuspend() {
    Frame frame = task.map(held -> held.frame).orElse(null);
    return frame != null && frame.canSuspend();
  }

  /** {@return whether it waits for a lock, which has an owner, and not for an event} */
  private boolean waitsForALock() {
    Object blocker = LockSupport.getBlocker(thread);
    Class<?> kind = blocker == null ? Object.class : blocker.getClass().getNestHost();
    return state == Thread.State.BLOCKED
        || java.util.concurrent.locks.Lock.class.isAssignableFrom(kind)
        || ReadWriteLock.class.isAssignableFrom(kind);
  }

  // --- in words ---------------------------------------------------------------------------------

  /** {@return who holds the loop where, what follows from it, and what to do, in several lines} */
  String describe(Duration held) {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s holds the loop in %s, for %.1f seconds so far%s.",
            task.map(BlockedCall::nameOf).orElse("A callback of " + loop),
            place(),
            held.toNanos() / 1e9,
            remedy()));
    lines.add(
        "Until the call returns, the loop runs no other task, no callback and no timer; no timeout"
            + " and no cancellation ends the call.");
    List<Task<?>> others = new ArrayList<>(loop.tasks().snapshot());
    task.ifPresent(others::remove);
    var ready = others.stream().filter(BlockedCall::isReady).map(BlockedCall::nameOf).toList();
    if (!ready.isEmpty()) {
      lines.add("Ready, but cannot run: %s.".formatted(firstOf(ready)));
    }
    if (!hasTimeLimit()) {
      lines.add(deadlock(others));
    }
    UserFrames.downToUsers(newestFirst()).forEach(frame -> lines.add("  at " + frame));
    return String.join("\n", lines);
  }

  private String remedy() {
    if (isPinned()) {
      return "; a class initializer or native method holds it on the loop engine, too";
    }
    String condition = canSuspend() ? Engines.loopEngineCondition() : null;
    return condition == null ? "" : "; %s it would suspend alone".formatted(condition);
  }

  private String deadlock(List<Task<?>> others) {
    Optional<MonitorOwner> owner =
        state == Thread.State.BLOCKED && others.size() <= MOST_TASKS_TO_SEARCH
            ? MonitorOwner.find(thread)
            : Optional.empty();
    if (owner.isPresent()) {
      return withOwner(owner.get(), others);
    }
    var suspended =
        others.stream()
            .limit(MOST_TASKS_TO_SEARCH)
            .filter(other -> other.frame != null && !isReady(other))
            .map(other -> nameOf(other) + suspendedAt(other))
            .toList();
    return "%s, this is a deadlock%s."
        .formatted(
            waitsForALock()
                ? "If a task of this loop owns the lock"
                : "If only this loop can end the wait",
            suspended.isEmpty() ? "" : "; suspended are " + firstOf(suspended));
  }

  private String withOwner(MonitorOwner owner, List<Task<?>> others) {
    for (Task<?> other : others) {
      Frame frame = other.frame;
      if (frame != null && frame.thread().threadId() == owner.threadId()) {
        return "This is a deadlock: %s owns the monitor of %s (entered in %s), and cannot go on"
                .formatted(nameOf(other), owner.monitor(), owner.place())
            + " before the loop does.";
      }
    }
    return "Thread '%s' owns the monitor of %s (entered in %s)."
        .formatted(owner.threadName(), owner.monitor(), owner.place());
  }

  private static String suspendedAt(Task<?> other) {
    return UserFrames.of(TaskStack.ofBody(other)).stream()
        .findFirst()
        .map(frame -> " (%s)".formatted(lineOf(frame)))
        .orElse("");
  }

  /** {@return whether a task of a loop that stands is in its ready queue} */
  private static boolean isReady(Task<?> other) {
    return other.waiter().map(Future::done).orElse(true);
  }

  private static String nameOf(Task<?> named) {
    String name = named.getName();
    return name.startsWith("Task-") ? name : "Task '%s'".formatted(name);
  }

  private static String firstOf(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() <= MOST_NAMES
        ? some
        : String.format(Locale.ROOT, "%s and %,d more", some, names.size() - MOST_NAMES);
  }
}
