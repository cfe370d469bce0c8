package org.asyncio4j.simulation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Context;
import org.asyncio4j.ContextVar;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.asyncio4j.FaultPoint;
import org.asyncio4j.IncompleteReadException;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Runner;
import org.asyncio4j.Task;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.net.Network;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * A world in which programs run: nodes, a network between them, disks, faults, time. Everything
 * that is left to chance follows from one seed, so that a failure can be replayed.
 *
 * <p>All nodes share one loop in virtual time, whose order of what is ready the seed decides. It
 * fails if its program fails, if a program that was {@linkplain Node#start started} on a node
 * fails, if one waits for ever, if something is reported to the loop's exception handler that is no
 * trouble with the network, and if it takes more simulated time than its limit.
 *
 * <p>Belongs to its loop's thread.
 *
 * <p>Java only.
 */
public final class Simulation {
  /**
   * The system property that goes before the seed and the deviations of the options: to replay a
   * failure, as {@link SimulationOptions#withReplay} does.
   */
  public static final String REPLAY_PROPERTY = "asyncio4j.simulation";

  static final ContextVar<Simulation> CURRENT = new ContextVar<>("simulation");

  private final SimulationOptions options;
  private final VirtualClock clock = new VirtualClock();
  private final Trace trace = new Trace(clock);
  private final SimulatedNetwork network;
  private final Faults faults;
  private final Deviations deviations;
  private final RandomGenerator random;
  private final SimulationPolicy policy;

  // What is scheduled for the world itself runs here: on no node.
  private @Nullable Context context;
  private @Nullable EventLoop loop;
  private @Nullable Task<?> main;
  private @Nullable Throwable failure;
  private @Nullable Throwable forgotten;
  private boolean over;

  private Simulation(SimulationOptions options) {
    this.options = options;
    this.deviations = new Deviations(clock, options.deviations());
    this.random = draws("program").stream();
    this.network = new SimulatedNetwork(this, options.network());
    this.faults = new Faults(this, options.faults());
    this.policy =
        new SimulationPolicy(
            this,
            options
                .loop()
                .schedule()
                .orElse(() -> SimulationPolicy.random(draws("schedule").stream()))
                .get());
  }

  /** {@return chance for a place of this world; no other place's changes with it} */
  Draws draws(String place) {
    return Draws.of(options.seed(), place);
  }

  // --- running ----------------------------------------------------------------------------------

  /**
   * Runs a simulation.
   *
   * @param seed decides everything that is left to chance
   * @param program what happens in it
   * @return what is known of the run
   * @throws SimulationError if it fails
   */
  public static SimulationReport run(long seed, SimulationProgram program) {
    return run(SimulationOptions.DEFAULT.withSeed(seed), program);
  }

  /**
   * Runs a simulation.
   *
   * @param options how
   * @param program what happens in it
   * @return what is known of the run
   * @throws SimulationError if it fails
   * @throws IllegalStateException if a loop is running on this thread
   * @throws IllegalArgumentException if the system property {@value #REPLAY_PROPERTY} is no replay
   */
  public static SimulationReport run(SimulationOptions options, SimulationProgram program) {
    return outcome(replayed().map(options::withReplay).orElse(options), program).reportOrThrow();
  }

  private static Optional<String> replayed() {
    return Optional.ofNullable(System.getProperty(REPLAY_PROPERTY));
  }

  static Outcome outcome(SimulationOptions options, SimulationProgram program) {
    Objects.requireNonNull(program, "program");
    Checks.noRunningLoop("Simulation.run");
    return new Simulation(options).run(program);
  }

  /**
   * Runs simulations with one seed after the other, beginning with that of the options, until one
   * fails. That failure is made small, as the options' {@linkplain ShrinkOptions shrinking} says.
   * If the system property {@value #REPLAY_PROPERTY} is set, only what it says is run.
   *
   * @param options how
   * @param count how many
   * @param program what happens in them; run more often than {@code count} if one fails
   * @return what is known of the runs
   * @throws SimulationError of the first that fails
   * @throws IllegalArgumentException if {@code count} is not positive
   */
  public static List<SimulationReport> runSeeds(
      SimulationOptions options, int count, SimulationProgram program) {
    requirePositive(count);
    if (replayed().isPresent()) {
      return List.of(run(options, program));
    }
    List<SimulationReport> reports = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Outcome outcome = outcome(options.withSeed(options.seed() + i), program);
      if (outcome.failure() != null) {
        throw SimulationShrinker.shrink(program, outcome);
      }
      reports.add(outcome.report());
    }
    return reports;
  }

  /**
   * Runs simulations with one seed after the other, as {@link #runSeeds} does, but all of them, and
   * finds the failure that is read most easily: of the twenty with the fewest steps the one that
   * takes the fewest {@linkplain Deviation deviations} from a quiet world, made small.
   *
   * @param options how
   * @param count how many
   * @param program what happens in them; run more often than {@code count} if one fails
   * @return the one that is read most easily; empty if none fails
   * @throws IllegalArgumentException if {@code count} is not positive
   */
  public static Optional<SimulationError> shortestFailure(
      SimulationOptions options, int count, SimulationProgram program) {
    requirePositive(count);
    if (replayed().isPresent()) {
      try {
        run(options, program);
        return Optional.empty();
      } catch (SimulationError failed) {
        return Optional.of(failed);
      }
    }
    List<Outcome> failures =
        LongStream.range(options.seed(), options.seed() + count)
            .mapToObj(seed -> outcome(options.withSeed(seed), program))
            .filter(outcome -> outcome.failure() != null)
            .toList();
    return failures.isEmpty()
        ? Optional.empty()
        : Optional.of(SimulationShrinker.smallest(program, failures));
  }

  private static void requirePositive(int count) {
    if (count <= 0) {
      throw new IllegalArgumentException("count must be > 0, got " + count);
    }
  }

  private Outcome run(SimulationProgram program) {
    LoopOptions loopOptions = options.loop().withSchedule(() -> policy);
    var runOptions =
        RunOptions.DEFAULT.withLoopFactory(() -> VirtualTime.newEventLoop(clock, loopOptions));
    SimulationReport report;
    try (Runner runner = new Runner(runOptions)) {
      loop = runner.getLoop();
      loop.setExceptionHandler(this::reported);
      try {
        runner.run(() -> runMain(program));
      } catch (Throwable thrown) {
        failed(thrown);
      }
      report = report();
      over = true;
    } catch (Throwable thrown) {
      failed(thrown);
      report = report();
    }
    return new Outcome(options, report, failure == null ? forgotten : failure);
  }

  private void runMain(SimulationProgram program) throws Exception {
    main = Asyncio.currentTask().orElseThrow();
    CURRENT.set(this);
    FaultPoint.use(faults);
    Network.use(new Nowhere());
    context = Context.copyContext();
    try {
      program.run(this);
    } catch (CancelledError cancelled) {
      if (failure == null) {
        throw cancelled;
      }
    }
  }

  /** Ends the simulation if it has taken too long. No timer: that would hide deadlocks. */
  void checkLimit() {
    if (!over && failure == null && clock.nanos() > options.limit().toNanos()) {
      fail(
          new TimeoutException(
              "the simulation has not ended after %s of simulated time"
                  .formatted(options.limit())));
    }
  }

  /** Ends the simulation: the first failure counts. */
  void fail(Throwable thrown) {
    if (failure != thrown) {
      failed(thrown);
    }
    if (main != null && !over) {
      main.cancel("the simulation has failed");
    }
  }

  private void failed(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    } else if (failure != thrown && !(thrown instanceof CancelledError)) {
      failure.addSuppressed(thrown);
    }
  }

  private void reported(EventLoop reporting, ErrorReport report) {
    Throwable exception = report.exception().orElse(null);
    if (exception instanceof IOException
        || exception instanceof IncompleteReadException
        || exception instanceof TimeoutException) {
      return; // such is life in a network
    }
    var failed = new IllegalStateException(report.message(), exception);
    if (report.message().endsWith("never retrieved")) {
      // When this is found out depends on the garbage collector: it must not change the run.
      forgotten = forgotten == null ? failed : forgotten;
    } else if (!over) {
      fail(failed);
    }
  }

  private SimulationReport report() {
    return new SimulationReport(
        options.seed(),
        trace.hash(),
        Duration.ofNanos(clock.nanos()),
        trace.steps(),
        faults.fired(),
        deviations.happened(),
        trace.recent());
  }

  // --- the world --------------------------------------------------------------------------------

  /**
   * {@return the simulation that the caller is in, on whatever node}
   *
   * @throws NoSuchElementException if it is in none
   */
  public static Simulation current() {
    return CURRENT.get();
  }

  /**
   * {@return the node with a name, a new one if there is none yet}
   *
   * @param name what its address is looked up by; neither empty nor an address in figures
   */
  public Node node(String name) {
    return network.node(name);
  }

  /** {@return what is between the nodes} */
  public SimulatedNetwork network() {
    return network;
  }

  /** {@return the seed that decides everything} */
  public long seed() {
    return options.seed();
  }

  /**
   * {@return chance for the caller: a stream from the seed for what runs on a node, one for each,
   * and one for what runs on none}
   */
  public RandomGenerator random() {
    NodeProcess process = NodeProcess.currentOrNull();
    return process == null ? random : process.node().random();
  }

  /** {@return what has happened} */
  public Trace trace() {
    return trace;
  }

  /** {@return how much simulated time has passed, to the nanosecond} */
  public Duration time() {
    return Duration.ofNanos(clock.nanos());
  }

  /**
   * Writes something into the trace, and so into its hash.
   *
   * @param text what happened
   */
  public void note(String text) {
    trace.add("note", text);
  }

  // --- for the rooms of this package ------------------------------------------------------------

  Deviations deviations() {
    return deviations;
  }

  Faults faults() {
    return faults;
  }

  boolean over() {
    return over;
  }

  EventLoop loop() {
    return Objects.requireNonNull(loop, "loop");
  }

  Context context() {
    return Objects.requireNonNull(context, "context");
  }

  long nanos() {
    return clock.nanos();
  }

  /** Has something happen in the world itself, on no node. */
  TimerHandle later(long nanos, Runnable event) {
    return loop().callLater(Duration.ofNanos(nanos), event, context());
  }

  @Override
  public String toString() {
    return "Simulation[seed=%s, %s]".formatted(options.seed(), time());
  }
}
