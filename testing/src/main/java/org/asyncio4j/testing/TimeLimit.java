package org.asyncio4j.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.asyncio4j.EventLoop;
import org.asyncio4j.SlowStep;
import org.jspecify.annotations.Nullable;

/**
 * How long one run of a loop may take, and how it is ended then: first the loop is asked to stop;
 * if it does not come to that, the step that holds it up is interrupted; at last it is given up.
 */
final class TimeLimit {

  /*
   *   RUNNING --over--> OVER                         by the thread that runs the loop
   *   RUNNING --expire--> STOPPING --over--> OVER    expire: by the thread that watches it
   *                       STOPPING --interrupt--> INTERRUPTED --over--> OVER
   *                                               INTERRUPTED --giveUp--> GIVEN_UP
   */
  private enum State {
    RUNNING,
    STOPPING,
    INTERRUPTED,
    GIVEN_UP,
    OVER
  }

  // How long a loop may take to obey, before the next means.
  private static final Duration GRACE = Duration.ofMillis(500);

  private final EventLoop loop;
  private final Supplier<Optional<String>> whereabouts;
  private final String what;
  private final Duration timeout;
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

  private final long end;

  // Watching thread: when it does something next; written at first by the thread that makes this.
  private long deadline;

  // The thread that runs the loop.
  private boolean expired;

  // Written by the watching thread before it changes the state, read by the loop's after that.
  private @Nullable AsyncTestError error;

  TimeLimit(EventLoop loop, String what, Duration timeout) {
    this(loop, Optional::empty, what, timeout);
  }

  /**
   * Is about to begin.
   *
   * @param whereabouts says where the loop is; empty if its tasks do. Called by the watching thread
   */
  TimeLimit(EventLoop loop, Supplier<Optional<String>> whereabouts, String what, Duration timeout) {
    this.loop = loop;
    this.whereabouts = whereabouts;
    this.what = what;
    this.timeout = timeout;
    this.end = System.nanoTime() + nanos(timeout);
    this.deadline = end;
  }

  /** {@return as nanoseconds, or so many that their sum with a time cannot overflow} */
  private static long nanos(Duration duration) {
    long most = Long.MAX_VALUE / 4;
    return duration.compareTo(Duration.ofNanos(most)) > 0 ? most : duration.toNanos();
  }

  // --- the watching thread ----------------------------------------------------------------------

  /** {@return whether there is something to be done at {@link #deadline}} */
  boolean isRunning() {
    State now = state.get();
    return now != State.OVER && now != State.GIVEN_UP;
  }

  /** {@return when that is, as {@code System.nanoTime}} */
  long deadline() {
    return deadline;
  }

  /**
   * The time is up: does what comes next.
   *
   * @return the error, if the loop is to be given up
   */
  @Nullable AsyncTestError escalate() {
    return switch (state.get()) {
      case RUNNING -> expire("took longer than " + seconds(timeout) + " of real time");
      case STOPPING -> interrupt();
      case INTERRUPTED -> giveUp();
      case OVER, GIVEN_UP -> null;
    };
  }

  /** Ends it before its time. */
  @Nullable AsyncTestError expire(String why) {
    if (state.get() != State.RUNNING) {
      return null;
    }
    String where = whereabouts.get().orElseGet(() -> TaskDump.of(loop));
    error = new AsyncTestError(AsyncTestError.Kind.TIMEOUT, what + " " + why + "\n" + where, null);
    TaskDump.point(error, loop);
    if (state.compareAndSet(State.RUNNING, State.STOPPING)) {
      deadline = System.nanoTime() + GRACE.toNanos();
      try {
        loop.callSoonThreadsafe(this::stop);
      } catch (IllegalStateException closed) {
        // then it is over in a moment
      }
    }
    return null;
  }

  private void stop() {
    State now = state.get();
    if (now != State.RUNNING && now != State.OVER) {
      loop.stop();
    }
  }

  private @Nullable AsyncTestError interrupt() {
    if (state.compareAndSet(State.STOPPING, State.INTERRUPTED)) {
      deadline = System.nanoTime() + GRACE.toNanos();
      SlowStep.of(loop).ifPresent(SlowStep::interrupt);
    }
    return null;
  }

  private @Nullable AsyncTestError giveUp() {
    if (!state.compareAndSet(State.INTERRUPTED, State.GIVEN_UP) || error == null) {
      return null;
    }
    return AsyncTestError.givenUp(error);
  }

  // --- the thread that runs the loop ------------------------------------------------------------

  /** {@return when the time is up, as {@code System.nanoTime}} */
  long end() {
    return end;
  }

  /**
   * Runs what is limited, on this thread.
   *
   * @throws AsyncTestError if the time was up; {@link #expired} then
   */
  @SuppressWarnings("NullAway") // a null was returned only where T allows it
  <T extends @Nullable Object> T run(Callable<T> part) {
    TestThread.watched(this);
    AsyncTestError late;
    T result = null;
    Throwable thrown = null;
    try {
      result = part.call();
    } catch (Throwable failure) {
      thrown = failure;
    } finally {
      late = over();
    }
    if (late != null) {
      expired = true;
      throw late;
    }
    if (thrown != null) {
      throw Sneaky.sneak(thrown);
    }
    return result;
  }

  /** {@return after {@link #run}: whether the time was up} */
  boolean expired() {
    return expired;
  }

  /** {@return the error, if the time was up before the loop had stopped} */
  @Nullable AsyncTestError over() {
    return state.getAndSet(State.OVER) == State.RUNNING ? null : error;
  }

  private static String seconds(Duration duration) {
    return duration.toNanos() / 1e9 + " s";
  }
}
