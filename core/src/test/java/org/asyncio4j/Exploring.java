package org.asyncio4j;

import java.util.SplittableRandom;
import org.asyncio4j.Seeds.Program;
import org.asyncio4j.testing.AsyncTests;
import org.asyncio4j.testing.Exploration;
import org.asyncio4j.testing.ExploreOptions;

/** How the test that is under way is run: by {@link ExploredExtension}, or by nobody in special. */
final class Exploring {
  private static final ContextVar<Exploring> CURRENT = new ContextVar<>("exploring", plainly());

  /** What is tried with a test. */
  enum Mode {
    PLAINLY,
    SCHEDULES,
    CANCELLATIONS
  }

  private final Mode mode;
  private int scenarios;
  private boolean hasPrograms;

  // Of the loops of an exploration.
  private int runs;
  private int schedules;
  private int cancellations;

  private Exploring(Mode mode) {
    this.mode = mode;
  }

  static Exploring plainly() {
    return new Exploring(Mode.PLAINLY);
  }

  static Exploring of(Mode mode) {
    return new Exploring(mode);
  }

  static Exploring current() {
    return CURRENT.get();
  }

  /** {@return whether the loop of this test keeps asyncio's order} */
  static boolean inAsyncioOrder() {
    return current().mode == Mode.PLAINLY;
  }

  /** Runs a test method, on no loop. */
  void during(Action method) throws Exception {
    Context.copyContext()
        .run(
            () -> {
              CURRENT.set(this);
              method.run();
            });
  }

  void noteScenario() {
    scenarios++;
  }

  void notePrograms() {
    hasPrograms = true;
  }

  boolean isPlain() {
    return mode == Mode.PLAINLY;
  }

  /** {@return how many scenarios the test has run} */
  int scenarios() {
    return scenarios;
  }

  /** {@return whether the test consists of random programs, each of which makes its own loop} */
  boolean hasPrograms() {
    return hasPrograms;
  }

  int runs() {
    return runs;
  }

  int numberOfSchedules() {
    return schedules;
  }

  int numberOfCancellations() {
    return cancellations;
  }

  /** Explores a test that is made of one scenario; it is run on the loop. */
  void explore(Action test) {
    explore((mode == Mode.SCHEDULES ? Effort.SCHEDULES : Effort.CANCELLATIONS).runs(), test);
  }

  /** As above, with a number of runs. */
  void explore(int runs, Action test) {
    explore(runs, 0, test);
  }

  /** Explores random programs, each of which makes one scenario; called on no loop. */
  void explorePrograms(int count, Program program) {
    Effort effort = mode == Mode.SCHEDULES ? Effort.EACH_PROGRAM : Effort.CANCELLED_PROGRAM;
    String only = System.getProperty("asyncio4j.program");
    int first = only == null ? 0 : Integer.parseInt(only);
    int last = only == null ? Math.min(count, effort.programs()) : first + 1;
    for (int i = first; i < last; i++) {
      int seed = i;
      try {
        explore(effort.runs(), seed, () -> program.run(new SplittableRandom(seed)));
      } catch (AssertionError failure) {
        throw new AssertionError(
            "program %s (-Dasyncio4j.program=%s): %s".formatted(seed, seed, failure.getMessage()),
            failure);
      }
    }
  }

  private void explore(int most, long seed, Action test) {
    ExploreOptions options =
        ExploreOptions.DEFAULT
            .withRuns(most * Integer.getInteger("asyncio4j.effort", 1))
            .withSeed(seed);
    boolean cancels = mode == Mode.CANCELLATIONS;
    Exploration found =
        AsyncTests.explore(
            cancels ? options.cancelEverywhere() : options,
            () -> {
              CURRENT.set(this);
              if (cancels) {
                DisturbedScenario.run(test);
              } else {
                UndisturbedScenario.run(test);
              }
            });
    runs += found.runs();
    schedules += found.schedules();
    cancellations += found.cancellations();
  }

  /** How much is tried; {@code -Dasyncio4j.effort=20} tries twenty times as much. */
  private record Effort(int programs, int runs) {
    private static final boolean IS_FAST =
        !"handoff".equals(System.getProperty("asyncio4j.engine"));

    static final Effort SCHEDULES = new Effort(1, IS_FAST ? 1_000 : 50);
    static final Effort CANCELLATIONS = new Effort(1, IS_FAST ? 200 : 50);
    static final Effort EACH_PROGRAM = new Effort(IS_FAST ? 100 : 20, IS_FAST ? 10 : 4);
    static final Effort CANCELLED_PROGRAM = new Effort(IS_FAST ? 10 : 5, IS_FAST ? 40 : 20);
  }
}
