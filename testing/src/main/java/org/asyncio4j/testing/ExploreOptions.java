package org.asyncio4j.testing;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asyncio4j.testing.TestOptions.TestClock;

/**
 * How the schedules of a test are explored.
 *
 * <p>Two system properties take precedence: {@code asyncio4j.seed}, a number, over the seed; and
 * {@code asyncio4j.schedule}, as a {@link ScheduleFailure} prints it, over runs, seed and strategy:
 * this one schedule is run, and nothing else. If it begins with the name of a test, {@code
 * AccountTest.depositsAddUp:fifo:1=1}, that is for the exploration of this name alone, and all
 * others in the JVM are as ever; without a name it is for each.
 *
 * <p>Java only.
 *
 * @param test how each run is made; not by the machine's clock
 * @param runs how many there are at most
 * @param seed from which all random choices are made. It is fixed, so that a build that has passed
 *     passes again; give another one to try other schedules
 * @param strategy how schedules are chosen
 * @param depth of {@link Strategy#PCT}: how many orders between steps the bugs take that it looks
 *     for, one more than there are changes of priority in a run
 * @param maxSteps how many steps and callbacks a run may take before it is held to be a livelock
 * @param disturbances what happens to the test besides
 * @param replay the one schedule to run, as a {@link ScheduleFailure} names it
 * @param name of the test, to be replayed by
 */
public record ExploreOptions(
    TestOptions test,
    int runs,
    long seed,
    Strategy strategy,
    int depth,
    int maxSteps,
    Set<Disturbance> disturbances,
    Optional<String> replay,
    Optional<String> name) {

  private static final String SCHEDULE = "asyncio4j.schedule";

  // A test's name, if there is one, and a schedule.
  private static final Pattern NAMED = Pattern.compile("(?:(.+):)?(fifo(?::.*)?)");

  /** What can happen to a test while its schedules are explored. */
  public enum Disturbance {
    /**
     * One cancellation a run: of any task, the main task too, each time it begins to wait, each
     * time it is about to go on (what it waited for has been handed to it), and before it starts. A
     * run in which the test itself ends with that cancellation has passed, even if it leaves tasks
     * running or a {@link Steps} unfinished, since it was cut short. Otherwise a task left running
     * is a failure; a failed assertion or a deadlock always is.
     */
    CANCELLATION,

    /**
     * The machine is slow: the clock may jump to the next timer although something is ready. So
     * time-outs race with what they limit. Times are no longer exact. Each such occasion is a
     * decision; and after 1,000 in a row that were not taken, time passes by itself.
     */
    STALL
  }

  /** 1,000 runs of all strategies in turn, seed 0, depth 3, 100,000 steps a run. */
  public static final ExploreOptions DEFAULT =
      new ExploreOptions(
          TestOptions.DEFAULT,
          1_000,
          0,
          Strategy.MIXED,
          3,
          100_000,
          Set.of(),
          Optional.empty(),
          Optional.empty());

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if a number is not positive, the test has the machine's clock,
   *     the schedule to replay is none, or the name is blank or has a colon
   */
  public ExploreOptions {
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(disturbances, "disturbances");
    Objects.requireNonNull(replay, "replay");
    Objects.requireNonNull(name, "name");
    requirePositive(runs, "runs");
    requirePositive(depth, "depth");
    requirePositive(maxSteps, "maxSteps");
    if (test.clock() == TestClock.REAL) {
      throw new IllegalArgumentException(
          "cannot explore a test with clock REAL: expected VIRTUAL or MANUAL");
    }
    replay.ifPresent(Plan::parse);
    if (name.isPresent() && (name.get().isBlank() || name.get().contains(":"))) {
      throw new IllegalArgumentException(
          "name '%s' is malformed: expected something like 'AccountTest.depositsAddUp'"
              .formatted(name.get()));
    }
    disturbances = Set.copyOf(disturbances);
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException("%s must be > 0, got %s".formatted(name, value));
    }
  }

  /**
   * {@return these options with another way to make a run}
   *
   * @param test how each run is made
   */
  public ExploreOptions withTest(TestOptions test) {
    return new ExploreOptions(
        test, runs, seed, strategy, depth, maxSteps, disturbances, replay, name);
  }

  /**
   * {@return these options with another number of runs}
   *
   * @param runs how many there are at most
   */
  public ExploreOptions withRuns(int runs) {
    return new ExploreOptions(
        test, runs, seed, strategy, depth, maxSteps, disturbances, replay, name);
  }

  /**
   * {@return these options with another seed}
   *
   * @param seed from which all random choices are made
   */
  public ExploreOptions withSeed(long seed) {
    return new ExploreOptions(
        test, runs, seed, strategy, depth, maxSteps, disturbances, replay, name);
  }

  /**
   * {@return these options with another strategy}
   *
   * @param strategy how schedules are chosen
   */
  public ExploreOptions withStrategy(Strategy strategy) {
    return new ExploreOptions(
        test, runs, seed, strategy, depth, maxSteps, disturbances, replay, name);
  }

  /**
   * {@return these options with another depth}
   *
   * @param depth of {@link Strategy#PCT}
   */
  public ExploreOptions withDepth(int depth) {
    return new ExploreOptions(
        test, runs, seed, strategy, depth, maxSteps, disturbances, replay, name);
  }

  /**
   * {@return these options with another bound for a run}
   *
   * @param maxSteps how many steps and callbacks it may take
   */
  public ExploreOptions withMaxSteps(int maxSteps) {
    return new ExploreOptions(
        test, runs, seed, strategy, depth, maxSteps, disturbances, replay, name);
  }

  /**
   * {@return these options with one more disturbance}
   *
   * @param disturbance what happens besides
   */
  public ExploreOptions with(Disturbance disturbance) {
    var more = EnumSet.of(Objects.requireNonNull(disturbance, "disturbance"));
    more.addAll(disturbances);
    return new ExploreOptions(test, runs, seed, strategy, depth, maxSteps, more, replay, name);
  }

  /** {@return these options with {@link Disturbance#CANCELLATION}} */
  public ExploreOptions cancelEverywhere() {
    return with(Disturbance.CANCELLATION);
  }

  /**
   * {@return these options with one schedule to run instead of many}
   *
   * @param schedule as a {@link ScheduleFailure} names it
   * @throws IllegalArgumentException if it is none
   */
  public ExploreOptions withReplay(String schedule) {
    Objects.requireNonNull(schedule, "schedule");
    return new ExploreOptions(
        test, runs, seed, strategy, depth, maxSteps, disturbances, Optional.of(schedule), name);
  }

  /**
   * {@return these options with a name} A {@link ScheduleFailure} prints it, so that what it prints
   * replays this test alone.
   *
   * @param name of the test; unique among those that run in one JVM
   * @throws IllegalArgumentException if it is blank or has a colon
   */
  public ExploreOptions withName(String name) {
    Objects.requireNonNull(name, "name");
    return new ExploreOptions(
        test, runs, seed, strategy, depth, maxSteps, disturbances, replay, Optional.of(name));
  }

  /** {@return these options, and what the system properties say} */
  ExploreOptions withProperties() {
    ExploreOptions options = this;
    String seedGiven = System.getProperty("asyncio4j.seed");
    if (seedGiven != null) {
      options = options.withSeed(parseSeed(seedGiven));
    }
    String given = System.getProperty(SCHEDULE);
    if (given == null) {
      return options;
    }
    Matcher named = NAMED.matcher(given.strip());
    if (!named.matches()) {
      return options.withReplay(given); // which says what is wrong with it
    }
    boolean isMeant = named.group(1) == null || name.equals(Optional.of(named.group(1)));
    return isMeant ? options.withReplay(named.group(2)) : options;
  }

  /** {@return the JVM's flag that replays a schedule of this test} */
  String property(Plan plan) {
    return "-D%s=%s%s".formatted(SCHEDULE, name.map(test -> test + ":").orElse(""), plan);
  }

  private static long parseSeed(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException thrown) {
      throw new IllegalArgumentException(
          "system property asyncio4j.seed is '%s', expected a number".formatted(text), thrown);
    }
  }

  boolean has(Disturbance disturbance) {
    return disturbances.contains(disturbance);
  }
}
