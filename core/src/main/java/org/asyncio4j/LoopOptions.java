package org.asyncio4j;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.asyncio4j.internal.engine.Engines;
import org.asyncio4j.internal.loop.ParkReactor;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/**
 * What a loop stands on.
 *
 * <p>A loop that is made without options takes {@link #current}. So code that makes its loop
 * itself, such as a {@code main} that calls {@link Asyncio#run}, can be given another clock or
 * engine from outside, by {@link #where}.
 *
 * <p>Java only: CPython makes a loop of another kind by subclassing, and {@link #where} is what its
 * {@code set_event_loop_policy} was for.
 *
 * @param clock the loop's time
 * @param reactor makes the reactor, a new one for each loop
 * @param engine how tasks suspend; empty leaves it to the system property {@code asyncio4j.engine},
 *     and without that to the JVM's flags
 * @param schedule makes what decides the order of what is ready, a new one for each loop; empty is
 *     asyncio's order
 * @param blockedCallWarning for how long a call may hold the loop before the loop warns of it;
 *     empty for no warnings. See {@link #withBlockedCallWarning}
 */
public record LoopOptions(
    Clock clock,
    Supplier<Reactor> reactor,
    Optional<EngineKind> engine,
    Optional<Supplier<SchedulePolicy>> schedule,
    Optional<Duration> blockedCallWarning) {

  /**
   * The machine's clock, a reactor without I/O, the best engine that the JVM allows, and a warning
   * when a call has held the loop for a second.
   */
  public static final LoopOptions DEFAULT =
      new LoopOptions(
          Clock.SYSTEM,
          ParkReactor::new,
          Optional.empty(),
          Optional.empty(),
          Optional.of(Duration.ofSeconds(1)));

  private static final ScopedValue<LoopOptions> CURRENT = ScopedValue.newInstance();

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if {@code blockedCallWarning} is zero or negative
   */
  public LoopOptions {
    Arguments.required(clock, "clock");
    Arguments.required(reactor, "reactor");
    Arguments.required(engine, "engine");
    Arguments.required(schedule, "schedule");
    Arguments.required(blockedCallWarning, "blockedCallWarning");
    blockedCallWarning.ifPresent(
        after -> {
          if (!after.isPositive()) {
            throw new IllegalArgumentException("blockedCallWarning must be > 0, got " + after);
          }
        });
  }

  /**
   * {@return these options with another clock}
   *
   * @param clock the loop's time
   */
  public LoopOptions withClock(Clock clock) {
    return new LoopOptions(clock, reactor, engine, schedule, blockedCallWarning);
  }

  /**
   * {@return these options with another reactor}
   *
   * @param reactor makes the reactor, a new one for each loop
   */
  public LoopOptions withReactor(Supplier<Reactor> reactor) {
    return new LoopOptions(clock, reactor, engine, schedule, blockedCallWarning);
  }

  /**
   * {@return these options with a chosen engine}
   *
   * @param engine how tasks suspend
   */
  public LoopOptions withEngine(EngineKind engine) {
    return new LoopOptions(
        clock,
        reactor,
        Optional.of(Arguments.required(engine, "engine")),
        schedule,
        blockedCallWarning);
  }

  /**
   * {@return how the tasks of a loop with these options suspend, whether or not {@link #engine}
   * says so}
   *
   * @throws IllegalArgumentException if the system property names no engine
   */
  public EngineKind engineKind() {
    return Engines.kind(engine);
  }

  /**
   * {@return these options with another order of what is ready}
   *
   * @param schedule makes what decides it, a new one for each loop
   */
  public LoopOptions withSchedule(Supplier<SchedulePolicy> schedule) {
    return new LoopOptions(
        clock,
        reactor,
        engine,
        Optional.of(Arguments.required(schedule, "schedule")),
        blockedCallWarning);
  }

  /**
   * {@return these options with a warning for calls that hold the loop}
   *
   * <p>On the hand-off engine a task or callback that waits in the JDK, for a lock, a {@code
   * BlockingQueue}, {@code Thread.sleep} or a socket, holds the whole loop. A daemon thread, shared
   * by all loops, notices when the same step has held the loop for longer than {@code after}, and
   * logs a warning to {@code asyncio4j}: which task waits, in which call, which tasks cannot run
   * meanwhile, and whether it looks like a deadlock. The same line of code is reported again after
   * ten times as long at the earliest, then after a hundred times, and so on, up to an hour; of the
   * last hundred lines it remembers this.
   *
   * <p>It measures real time, whatever the loop's clock. A step that computes, or waits below the
   * JDK (for a file, or standard input), is not reported: {@link Watchdog} reports those, too. The
   * loop engine has no such warning: there a task that blocks suspends alone.
   *
   * @param after for how long a call may hold the loop, more than zero
   * @throws IllegalArgumentException if {@code after} is zero or negative
   */
  public LoopOptions withBlockedCallWarning(Duration after) {
    return new LoopOptions(
        clock, reactor, engine, schedule, Optional.of(Arguments.required(after, "after")));
  }

  /** {@return these options without a warning for calls that hold the loop} */
  public LoopOptions withoutBlockedCallWarning() {
    return new LoopOptions(clock, reactor, engine, schedule, Optional.empty());
  }

  /**
   * {@return the options of a loop that is made without any: those of the innermost {@link #where}
   * that this thread is in, else {@link #DEFAULT}}
   */
  public static LoopOptions current() {
    return CURRENT.orElse(DEFAULT);
  }

  /**
   * Runs code that makes its loops without options, and has them take these.
   *
   * <p>Only while {@code body} runs, and only on this thread: not in threads that it starts, and
   * not inside the tasks of its loops. A loop keeps what it was made with.
   *
   * @param options what the loops shall stand on
   * @param body runs at once; what it throws is thrown
   */
  public static void where(LoopOptions options, Action body) {
    Arguments.required(body, "body");
    LoopOptions.<@Nullable Void>where(
        options,
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * As {@link #where(LoopOptions, Action)}, with a result.
   *
   * @param options what the loops shall stand on
   * @param body runs at once; what it throws is thrown
   * @param <T> the type of its result
   * @return its result
   */
  public static <T extends @Nullable Object> T where(LoopOptions options, Callable<T> body) {
    Arguments.required(options, "options");
    Arguments.required(body, "body");
    try {
      return ScopedValue.where(CURRENT, options).call(body::call);
    } catch (Exception thrown) {
      throw Throwables.sneak(thrown);
    }
  }
}
