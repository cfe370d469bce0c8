package org.asyncio4j.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.RunningLoops;
import org.asyncio4j.spi.Clock;

/**
 * The clock of a loop of virtual time; begins at zero, and shows whole nanoseconds.
 *
 * <p>It stands still while anything runs or is ready to run, and while something outside the loop
 * is under way: a function in an executor, a task that is blocked in a call of the JDK, real input
 * or output. When nothing of that is left, it jumps to the next timer, so that each timer fires at
 * its very instant. One that is {@linkplain #manual() manual} does not jump: there only {@link
 * #advance} moves it, and a loop that has nothing else to do ends with a {@link DeadlockError}.
 *
 * <p>Any thread may read it; only the thread of its loop moves it.
 *
 * <p>Java only: CPython's users override {@code loop.time()}.
 */
public final class VirtualClock implements Clock {
  /** What {@link #asClock()} shows when the clock shows zero. */
  public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  /** What it can show at most: 292 years. */
  private static final Duration LAST = Duration.ofNanos(Long.MAX_VALUE);

  // Volatile for the readers on other threads; there is one writer.
  private volatile long now;

  private final boolean manual;

  // Up to where it may jump by itself, if it is manual: one entry for each task that has it
  // advance.
  // Loop thread.
  private final List<Long> ends = new ArrayList<>();

  /** Makes a clock that shows zero, and jumps to the next timer when nothing is left to do. */
  public VirtualClock() {
    this(false);
  }

  private VirtualClock(boolean manual) {
    this.manual = manual;
  }

  /** {@return a clock that shows zero, and stands still until somebody moves it} */
  public static VirtualClock manual() {
    return new VirtualClock(true);
  }

  /**
   * {@return the clock of the running loop}
   *
   * @throws IllegalStateException if no loop is running on this thread, or it has the machine's
   *     time
   */
  public static VirtualClock current() {
    EventLoop loop = Asyncio.getRunningLoop();
    if (loop.clock() instanceof VirtualClock clock) {
      return clock;
    }
    throw new IllegalStateException("%s has no virtual clock".formatted(loop));
  }

  /** {@return whether it stands still until somebody moves it} */
  public boolean isManual() {
    return manual;
  }

  @Override
  public long nanos() {
    return now;
  }

  /** {@return how much time has passed since the clock showed zero} */
  public Duration elapsed() {
    return Duration.ofNanos(now);
  }

  // --- moving it: in a task ---------------------------------------------------------------------

  /**
   * Suspends the current task while exactly this much time passes: each timer that falls due runs
   * at its own instant, in order. Returns at the end of that time, when everything has run that was
   * due by then, and what that made ready: nothing is ready but the caller.
   *
   * <p>Where none of the loops of this clock is running, just moves it, as {@link #elapse} does.
   *
   * <p>If the task is cancelled meanwhile, the clock stays where it has come to.
   *
   * @param duration how much time shall pass
   * @throws IllegalArgumentException if it is negative, or leads beyond 292 years
   * @throws IllegalStateException in a callback, which cannot wait, or on another thread than that
   *     of the loop
   */
  public void advance(Duration duration) {
    advanceBy(reachable("advance", duration));
  }

  /**
   * As {@link #advance}, up to a time.
   *
   * @param elapsed the time, since the clock showed zero
   * @throws IllegalArgumentException if that has passed already, or is beyond 292 years
   */
  public void advanceTo(Duration elapsed) {
    Objects.requireNonNull(elapsed, "elapsed");
    if (elapsed.compareTo(LAST) > 0) {
      throw beyondLast("advanceTo", elapsed);
    }
    long nanos = saturated(elapsed);
    advanceBy(nonNegative(nanos < 0 ? nanos : nanos - now));
  }

  /**
   * As {@link #advance}, up to a time.
   *
   * @param when the time, in seconds of {@code loop.time()}
   * @throws IllegalArgumentException if that has passed already, or is beyond 292 years
   */
  public void advanceTo(double when) {
    if (Double.isNaN(when)) {
      throw new IllegalArgumentException("when must be a number, got NaN");
    }
    long nanos = Math.round(when * 1e9); // what does not fit becomes the last one
    if (nanos == Long.MAX_VALUE) {
      throw beyondLast("advanceTo", when + " s");
    }
    advanceTo(Duration.ofNanos(nanos));
  }

  /**
   * Suspends the current task until nothing else can go on by itself: until everything has run that
   * is ready, and every timer there is, at its own instant; and until nothing outside the loop is
   * under way. If there is always another timer, as with a task that does something every second,
   * this never ends.
   *
   * @throws IllegalStateException outside a task of a loop of this clock
   */
  public void runUntilIdle() {
    requireTaskOfMine("runUntilIdle");
    letJump(
        Long.MAX_VALUE,
        () -> Idle.await((timeout, outsideWork) -> timeout == Idle.NO_TIMER && !outsideWork));
  }

  private void advanceBy(long nanos) {
    if (!isMineRunningSomewhere()) {
      advanceNanos(nanos);
      return;
    }
    requireTaskOfMine("advance");
    long end = Math.addExact(now, nanos);
    letJump(
        end,
        () -> {
          if (nanos > 0) {
            Asyncio.sleep(Duration.ofNanos(nanos));
          }
          Idle.await();
        });
  }

  private void letJump(Long end, Runnable wait) {
    ends.add(end);
    try {
      wait.run();
    } finally {
      ends.remove(end);
    }
  }

  private boolean mayJumpTo(long when) {
    return !manual || ends.stream().anyMatch(end -> end >= when);
  }

  private boolean isMineRunningSomewhere() {
    return RunningLoops.byThread().values().stream().anyMatch(loop -> loop.clock() == this);
  }

  private void requireTaskOfMine(String method) {
    EventLoop loop = RunningLoops.here().orElse(null);
    if (loop == null || loop.clock() != this) {
      throw new IllegalStateException(
          "VirtualClock.%s: expected a task of a loop with this clock, got thread '%s'"
              .formatted(method, Thread.currentThread().getName()));
    }
    if (Asyncio.currentTask().isEmpty()) {
      throw new IllegalStateException(
          "VirtualClock.%s needs a task: a plain callback of the loop cannot wait; elapse moves the"
                  .formatted(method)
              + " clock at once");
    }
  }

  // --- moving it: at once -----------------------------------------------------------------------

  /**
   * Moves the clock at once, as if the caller had been busy for so long: nothing else runs
   * meanwhile, and timers that fall due run late, when the loop comes to them. On the thread of the
   * loop, or while no loop of this clock is running.
   *
   * @param duration by how much
   * @throws IllegalArgumentException if it is negative, or leads beyond 292 years
   * @throws IllegalStateException on another thread while a loop of this clock is running
   */
  public void elapse(Duration duration) {
    EventLoop here = RunningLoops.here().orElse(null);
    if ((here == null || here.clock() != this) && isMineRunningSomewhere()) {
      throw new IllegalStateException(
          "VirtualClock.elapse: expected the thread of the loop, got thread '%s'"
              .formatted(Thread.currentThread().getName()));
    }
    advanceNanos(reachable("elapse", duration));
  }

  private long reachable(String method, Duration duration) {
    Objects.requireNonNull(duration, "duration");
    if (duration.compareTo(LAST.minusNanos(now)) > 0) {
      throw beyondLast(method, duration);
    }
    return nonNegative(saturated(duration));
  }

  private static long saturated(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  private IllegalArgumentException beyondLast(String method, Object got) {
    return new IllegalArgumentException(
        "VirtualClock.%s: expected a time up to %s after the clock's zero, got %s at %s"
            .formatted(method, LAST, got, Duration.ofNanos(now)));
  }

  private static long nonNegative(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a clock cannot go back, got %s ns".formatted(nanos));
    }
    return nanos;
  }

  void advanceNanos(long nanos) {
    long moved = Math.addExact(now, nonNegative(nanos));
    now = moved;
  }

  /**
   * Loop thread: nothing is left to do before the next timer, so moves to it.
   *
   * @param timeoutNanos how far that is
   * @throws DeadlockError if this is not for the clock itself to do
   */
  void jump(long timeoutNanos) {
    if (!mayJumpTo(Math.addExact(now, timeoutNanos))) {
      throw DeadlockError.manual(Asyncio.getRunningLoop(), timeoutNanos);
    }
    advanceNanos(timeoutNanos);
  }

  // --- views ------------------------------------------------------------------------------------

  /**
   * {@return a clock for code under test, in UTC, that shows {@link #START} when this shows zero}
   */
  public java.time.Clock asClock() {
    return asClock(START, ZoneOffset.UTC);
  }

  /**
   * {@return a clock for code under test} Any thread may read it.
   *
   * @param start what it shows when this one shows zero
   * @param zone its time zone
   */
  public java.time.Clock asClock(Instant start, ZoneId zone) {
    return new JavaClock(this, start, zone);
  }

  /** {@return as {@link #asClock()}, for code that wants no more than instants} */
  public InstantSource asInstantSource() {
    return asClock();
  }

  /**
   * {@return as {@link #asClock(Instant, ZoneId)}, for code that wants no more than instants}
   *
   * @param start what it shows when this clock shows zero
   */
  public InstantSource asInstantSource(Instant start) {
    return asClock(start, ZoneOffset.UTC);
  }

  @Override
  public String toString() {
    return "VirtualClock[%s%s]".formatted(Duration.ofNanos(now), manual ? ", manual" : "");
  }
}
