package org.asyncio4j.testing.plain;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Runner;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.testing.Exploration;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.ScheduleFailure;
import org.asyncio4j.testing.TestOptions;
import org.asyncio4j.testing.internal.Explorers;
import org.jspecify.annotations.Nullable;

/**
 * Runs plain Java deterministically: every virtual thread that {@code body} and its threads start
 * runs on one platform thread, in virtual time, in an order that follows from a seed. So a test can
 * try a thousand orders, and repeat the one that failed.
 *
 * <p>Threads are switched where they block or call {@code Thread.yield}: locks, conditions, queues,
 * {@code synchronized}, {@code Object.wait}, {@code Thread.sleep}, {@code join}. With the agent of
 * this jar, {@code -javaagent:<asyncio4j-testing.jar>}, they are also switched where they touch
 * fields and {@code java.util.concurrent}; and clocks, timed waits and random numbers are the
 * simulation's. Without it a timed wait is an error, and what may ask the machine for the time,
 * random numbers or files is looked for in the program's classes: there is a warning of the logger
 * {@code asyncio4j}, and a list in {@link Simulated#uncontrolled} and in each failure's message.
 *
 * <p>What cannot be controlled ends the run with an {@link UncontrolledError}, such as platform
 * threads and, with the agent, real I/O, unless it is {@linkplain PlainOptions#withAllowed
 * allowed}; threads that can never go on end it with a {@link org.asyncio4j.testing.DeadlockError}.
 * Threads that are left when a run ends never go on, and their {@code finally} blocks do not run.
 *
 * <p>Needs the JVM flag {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 *
 * <p>Java only.
 */
public final class PlainSimulation {
  private PlainSimulation() {}

  /**
   * Runs {@code body} on a simulated thread, {@code main}, until that and all that is ready then
   * has ended.
   *
   * @param options how, and from which seed
   * @param body the program
   * @param <T> the type of its result
   * @return what it did
   * @throws SimulationFailedError if the body throws, if another thread throws and nobody catches
   *     it, if nothing can ever go on, if something cannot be controlled, or if threads are left
   * @throws IllegalStateException if {@code java.lang} is closed
   */
  public static <T extends @Nullable Object> Simulated<T> run(
      PlainOptions options, Callable<T> body) {
    Objects.requireNonNull(body, "body");
    return simulate(options, body, simulation -> simulation.run(new Outcome<>(), body));
  }

  /**
   * As {@link #run(PlainOptions, Callable)}.
   *
   * @param seed what the order of threads and all random numbers follow from
   * @param body the program
   * @param <T> the type of its result
   * @return what it did
   */
  public static <T extends @Nullable Object> Simulated<T> run(long seed, Callable<T> body) {
    return run(PlainOptions.DEFAULT.withSeed(seed), body);
  }

  /**
   * As {@link #run(PlainOptions, Callable)}, without a result.
   *
   * @param seed what the order of threads and all random numbers follow from
   * @param body the program
   * @return what it did
   */
  public static Simulated<@Nullable Void> run(long seed, Action body) {
    return run(PlainOptions.DEFAULT.withSeed(seed), body);
  }

  /**
   * As {@link #run(PlainOptions, Callable)}, without a result.
   *
   * @param options how, and from which seed
   * @param body the program
   * @return what it did
   */
  public static Simulated<@Nullable Void> run(PlainOptions options, Action body) {
    Objects.requireNonNull(body, "body");
    Callable<@Nullable Void> program = callable(body);
    return simulate(options, body, simulation -> simulation.run(new Outcome<>(), program));
  }

  private static Callable<@Nullable Void> callable(Action body) {
    return () -> {
      body.run();
      return null;
    };
  }

  /**
   * Runs {@code body} again and again, on a simulated thread, {@code main}, each time under another
   * schedule, until it fails or has passed often enough: {@link
   * org.asyncio4j.testing.AsyncTests#explore} for plain threads.
   *
   * <p>A schedule is made of two kinds of decisions: which of the threads that are ready goes on
   * when one waits or ends, by default the one that has been ready for longest; and, with the
   * agent, at each place where threads may be switched while others are ready, which of those goes
   * on instead, by default none. So a schedule that fails is shrunk to the fewest preemptions. A
   * thread that passes 10,000 such places in one go is switched all the same: it may be waiting for
   * another one.
   *
   * <p>All else is equal in all runs: random numbers follow from the seed of {@code simulated}, not
   * from that of {@code options}, and the wall's clock begins at its start. Of {@code options} the
   * time limit and {@code tasksLeft}, which stands for threads here, are those of its {@code test}.
   * With {@code cancelEverywhere} one thread a run is interrupted, any but {@code main}, each time
   * it begins to wait, each time it is about to go on, and before it starts.
   *
   * @param options how
   * @param simulated the seed of random numbers, and the start of the wall's clock
   * @param body the program
   * @return what was tried
   * @throws ScheduleFailure if the body has failed under one of them, as in {@link
   *     #run(PlainOptions, Callable)}
   * @throws org.asyncio4j.testing.NondeterminismError if it is not the same in two runs of one
   *     schedule
   * @throws IllegalArgumentException if {@code simulated} has a policy of the caller's
   * @throws IllegalStateException if {@code java.lang} is closed, or inside a simulation or a loop
   */
  public static Exploration explore(ExploreOptions options, PlainOptions simulated, Action body) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(simulated, "simulated");
    Objects.requireNonNull(body, "body");
    if (simulated.policy().isPresent()) {
      throw new IllegalArgumentException(
          "cannot explore with a policy of the caller's: expected PlainOptions without one");
    }
    prepare();
    Suspects suspects = Suspects.of(body);
    suspects.warn(simulated);
    var stages = new PlainStage.Maker(simulated, options.test().tasksLeft(), suspects);
    return Explorers.Slot.get().explore(onLoopEngine(options), stages, callable(body));
  }

  /** {@return options that have the runs on a platform thread, which a simulation needs} */
  private static ExploreOptions onLoopEngine(ExploreOptions options) {
    TestOptions test = options.test();
    return options.withTest(test.withLoop(test.loop().withEngine(EngineKind.LOOP)));
  }

  /**
   * As {@link #explore(ExploreOptions, PlainOptions, Action)}, with {@link PlainOptions#DEFAULT}.
   *
   * @param options how
   * @param body the program
   * @return what was tried
   * @throws ScheduleFailure if the body has failed under a schedule
   */
  public static Exploration explore(ExploreOptions options, Action body) {
    return explore(options, PlainOptions.DEFAULT, body);
  }

  /**
   * As {@link #explore(ExploreOptions, PlainOptions, Action)}, with the defaults of both.
   *
   * @param runs how many there are at most
   * @param body the program
   * @return what was tried
   * @throws ScheduleFailure if the body has failed under a schedule
   * @throws IllegalArgumentException if {@code runs} is not positive
   */
  public static Exploration explore(int runs, Action body) {
    return explore(ExploreOptions.DEFAULT.withRuns(runs), body);
  }

  /**
   * Runs {@code body} once for each of some seeds, and throws for the first that fails. Each seed
   * has other random numbers besides another schedule; what fails is not shrunk. Every hundredth
   * run is made twice, and must take the same course both times.
   *
   * @param options how, and from which seed on
   * @param runs how many
   * @param body the program
   * @throws SimulationFailedError as {@link #run(PlainOptions, Callable)}
   * @throws IllegalArgumentException if {@code runs} is not positive
   */
  public static void runSeeds(PlainOptions options, int runs, Action body) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(body, "body");
    if (runs <= 0) {
      throw new IllegalArgumentException("runs must be > 0, got " + runs);
    }
    for (int i = 0; i < runs; i++) {
      Repeats.run(options.withSeed(options.seed() + i), i, body);
    }
  }

  /**
   * Runs {@code body} as the main task of a simulated loop, as {@link Asyncio#run(Callable)} does:
   * its tasks and the plain threads that they start take their turns by the same seed.
   *
   * @param options how, and from which seed
   * @param body the program
   * @param <T> the type of its result
   * @return what it did
   * @throws SimulationFailedError as {@link #run(PlainOptions, Callable)}
   */
  public static <T extends @Nullable Object> Simulated<T> runTask(
      PlainOptions options, Callable<T> body) {
    Objects.requireNonNull(body, "body");
    return simulate(
        options,
        body,
        simulation -> {
          var factory = RunOptions.DEFAULT.withLoopFactory(simulation::loop);
          try (var runner = new Runner(factory)) {
            T result =
                runner.run(
                    Asyncio.coroutine(
                        () -> {
                          T returned = body.call();
                          // Its threads are the simulation's, and end before that does.
                          Asyncio.getRunningLoop().shutdownDefaultExecutor();
                          return returned;
                        }));
            simulation.runOut();
            return result;
          }
        });
  }

  /** What drives a simulation's loop. */
  private interface Driver<T extends @Nullable Object> {
    T drive(Simulation simulation) throws Exception;
  }

  private static <T extends @Nullable Object> Simulated<T> simulate(
      PlainOptions options, Object body, Driver<T> driver) {
    Objects.requireNonNull(options, "options");
    prepare();
    Suspects suspects = Suspects.of(body);
    suspects.warn(options);
    if (!Thread.currentThread().isVirtual()) {
      return simulateHere(options, suspects, driver);
    }
    return OnPlatformThread.call(() -> simulateHere(options, suspects, driver));
  }

  private static void prepare() {
    JavaLang.require();
    JdkPollers.start();
    if (Thread.currentThread().isVirtual() && Simulation.current() != null) {
      throw new IllegalStateException("a simulation cannot run inside another one");
    }
  }

  private static <T extends @Nullable Object> Simulated<T> simulateHere(
      PlainOptions options, Suspects suspects, Driver<T> driver) {
    var simulation = new Simulation(options);
    try {
      T result = simulation.onCarrier(() -> driver.drive(simulation));
      Optional<AssertionError> left = simulation.errorOfLeft();
      if (left.isPresent()) {
        throw left.get();
      }
      return new Simulated<>(
          result,
          options.seed(),
          simulation.picks().steps(),
          Duration.ofNanos(simulation.clock().nanos()),
          simulation.picks().hash(),
          uncontrolled(simulation, suspects));
    } catch (Throwable failure) {
      throw new SimulationFailedError(
          options.seed(), simulation.where(), failure, suspects.describe(options));
    } finally {
      simulation.loop().close();
    }
  }

  private static List<UncontrolledCall> uncontrolled(Simulation simulation, Suspects suspects) {
    return Stream.concat(simulation.outsideCalls().counted().stream(), suspects.calls().stream())
        .toList();
  }
}
