package org.asyncio4j.testing.plain;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Runner;
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
    return runThread(options, body, body);
  }

  private static <T extends @Nullable Object> Simulated<T> runThread(
      PlainOptions options, Object written, Callable<T> body) {
    return simulate(
        options,
        written,
        simulation -> {
          var outcome = new Outcome<T>();
          simulation.runThread(() -> outcome.from(body));
          return outcome.get();
        });
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
    return PlainSimulation.<@Nullable Void>runThread(
        options,
        body,
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * Runs {@code body} once for each seed from 0 on, and throws for the first that fails. Every
   * hundredth run is made twice, and must take the same course both times.
   *
   * @param runs how many
   * @param body the program
   * @throws SimulationFailedError as {@link #run(PlainOptions, Callable)}
   * @throws IllegalArgumentException if {@code runs} is not positive
   */
  public static void explore(int runs, Action body) {
    explore(PlainOptions.DEFAULT.withSeed(0), runs, body);
  }

  /**
   * As {@link #explore(int, Action)}, with options and from their seed on.
   *
   * @param options how, and from which seed on
   * @param runs how many
   * @param body the program
   * @throws SimulationFailedError as {@link #run(PlainOptions, Callable)}
   * @throws IllegalArgumentException if {@code runs} is not positive
   */
  public static void explore(PlainOptions options, int runs, Action body) {
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
    JavaLang.require();
    JdkPollers.start();
    Suspects suspects = Suspects.of(body);
    suspects.warn(options);
    if (!Thread.currentThread().isVirtual()) {
      return simulateHere(options, suspects, driver);
    }
    if (Simulation.current() != null) {
      throw new IllegalStateException("a simulation cannot run inside another one");
    }
    return OnPlatformThread.call(() -> simulateHere(options, suspects, driver));
  }

  private static <T extends @Nullable Object> Simulated<T> simulateHere(
      PlainOptions options, Suspects suspects, Driver<T> driver) {
    Simulation simulation;
    try {
      simulation = new Simulation(options);
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
    try {
      T result = simulation.onCarrier(() -> driver.drive(simulation));
      reportLeft(simulation);
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

  private static void reportLeft(Simulation simulation) {
    var left = simulation.left();
    if (!left.isEmpty()) {
      throw new AssertionError(
          "the body has ended, but these threads have not:\n"
              + ThreadReport.of(left, simulation.loop()));
    }
  }

  /** What a body returned or threw. */
  private static final class Outcome<T extends @Nullable Object> {
    private final AtomicReference<@Nullable T> result = new AtomicReference<>();
    private @Nullable Throwable thrown;

    void from(Callable<T> body) {
      try {
        result.set(body.call());
      } catch (Throwable failure) {
        thrown = failure;
      }
    }

    @SuppressWarnings("NullAway") // set, unless the body threw
    T get() {
      if (thrown != null) {
        throw Sneaky.<RuntimeException>sneak(thrown);
      }
      return result.get();
    }
  }
}
