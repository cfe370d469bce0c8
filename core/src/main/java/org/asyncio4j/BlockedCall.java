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
import org.asyncio4j.internal.engine.LockOwners;
import org.asyncio4j.spi.EngineKind;
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
 * @param owners who holds the locks that the loop's threads wait for, where that can be told
 */
record BlockedCall(
    BaseEventLoop loop,
    Optional<Task<?>> task,
    Thread thread,
    Thread.State state,
    List<StackTraceElement> stack,
    Optional<LockOwners> owners) {
  private static final int MOST_NAMES = 5;
  private static final int MOST_TASKS_TO_SEARCH = 10_000;
  private static final String ENGINE_ROOM = "org.asyncio4j.internal.engine.";
  private static final String CALLBACK_FRAME = ENGINE_ROOM + "CallbackFrame";

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
    return new BlockedCall(
        loop, Optional.ofNullable(task), thread, state, stack, loop.lockOwners(thread));
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
        || name.equals(CALLBACK_FRAME)
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
        : String.format(Locale.ROOT, "%s:%d", frame.getFileName(), frame.getLineNumber());
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
        loop.engineKind() == EngineKind.LOOP && !isPinned()
            ? "Until the call returns, the loop starts nothing; only tasks that the JDK wakes go on."
            : "Until the call returns, the loop runs no other task, no callback and no timer; no"
                + " timeout and no cancellation ends the call.");
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
    if (others.size() <= MOST_TASKS_TO_SEARCH && owners.isPresent()) {
      String chain = chainOfOwners(owners.get(), others);
      if (!chain.isEmpty()) {
        return chain;
      }
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

  /** {@return who owns what the thread waits for, what that one waits for, and so on} */
  private String chainOfOwners(LockOwners known, List<Task<?>> others) {
    var links = new ArrayList<String>();
    Thread waiting = thread;
    Thread owner = known.ownerAwaitedBy(waiting);
    while (owner != null && links.size() < MOST_NAMES) {
      Task<?> holder = taskOn(owner, others);
      String name =
          holder == null
              ? "thread '%s'".formatted(owner.getName())
              : nameOf(holder) + suspendedAt(holder);
      links.add("%s is held by %s".formatted(known.awaitedBy(waiting), name));
      if (holder != null && !isBlocked(holder)) {
        links.add("which cannot go on before the loop does: this is a deadlock");
        return String.join(", ", links) + ".";
      }
      waiting = owner;
      owner = known.ownerAwaitedBy(waiting);
    }
    return links.isEmpty() ? "" : String.join(", ", links) + ".";
  }

  private static @Nullable Task<?> taskOn(Thread thread, List<Task<?>> tasks) {
    for (Task<?> each : tasks) {
      Frame frame = each.frame;
      if (frame != null && frame.thread() == thread) {
        return each;
      }
    }
    return null;
  }

  private static boolean isBlocked(Task<?> holder) {
    Frame frame = holder.frame;
    return frame != null && frame.blocked();
  }

  private static String suspendedAt(Task<?> other) {
    return UserFrames.of(TaskStack.ofBody(other)).stream()
        .findFirst()
        .map(frame -> " (%s)".formatted(lineOf(frame)))
        .orElse("");
  }

  /** {@return whether a task of a loop that stands is in its ready queue} */
  private static boolean isReady(Task<?> other) {
    return !isBlocked(other) && other.waiter().map(Future::done).orElse(true);
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
