package org.asyncio4j.testing.plain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.internal.engine.PlainThreads;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.internal.Director;
import org.jspecify.annotations.Nullable;

/**
 * One run of a simulation: its loop, its threads, its clock, and the first thing that went wrong.
 *
 * <p>Belongs to the carrier, the platform thread that the loop runs on.
 */
final class Simulation {
  private static final String WITHOUT_AGENT =
      """

      Or one of them waits for something outside, such as a platform thread: start the JVM with
      -javaagent:asyncio4j-testing.jar, and that is named.""";

  /*
   *   RUNNING ---main ends---> ENDING ---nothing is ready---> (the loop stops)
   *   RUNNING or ENDING ---fail--> FAILED ---the loop waits or comes round--> (thrown out of it)
   */
  private enum State {
    RUNNING,
    ENDING,
    FAILED
  }

  // Any thread.
  private static final AtomicInteger SIMULATIONS = new AtomicInteger();

  private final PlainOptions options;

  // Decides what happens in a run that is explored; else it follows from the seed.
  private final @Nullable Director director;
  private final VirtualClock clock = new VirtualClock();
  private final Scheduler scheduler = new Scheduler(this);
  private final SimulationReactor reactor = new SimulationReactor(this, clock);
  private final Switches switches;
  private final Picks picks;
  private final Randomness randomness;
  private final AsyncPool asyncPool = new AsyncPool(this);
  private final OutsideCalls outsideCalls = new OutsideCalls(this);
  private final EventLoop loop;

  // Thread ids have this number in their upper half, so that no two living threads have the same:
  // the lower half, which is a thread's hash code, is equal in every run of a seed.
  private final long number = SIMULATIONS.incrementAndGet();
  private int threadIds;
  private State state = State.RUNNING;
  private @Nullable Throwable failure;
  private @Nullable SimThread main;

  Simulation(PlainOptions options) {
    this(options, null);
  }

  Simulation(PlainOptions options, @Nullable Director director) {
    this.options = options;
    this.director = director;
    this.picks =
        director == null
            ? new Picks(options.newPolicy(), options.maxSteps())
            : new Picks(director, Long.MAX_VALUE); // has its own limit
    this.randomness = new Randomness(options.seed());
    this.switches = new Switches(scheduler, randomness, director);
    LoopOptions standsOn =
        LoopOptions.DEFAULT
            .withClock(clock)
            .withReactor(() -> reactor)
            .withEngine(EngineKind.LOOP)
            .withSchedule(() -> picks);
    try {
      this.loop = PlainThreads.where(scheduler, () -> EventLoop.create(standsOn));
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** {@return the simulation that the current thread is a part of} */
  static @Nullable Simulation current() {
    return PlainThreads.current() instanceof Scheduler scheduler ? scheduler.simulation() : null;
  }

  /** {@return the simulation that runs on the current platform thread} */
  static @Nullable Simulation onThisCarrier() {
    return PlainThreads.onThisCarrier() instanceof Scheduler scheduler
        ? scheduler.simulation()
        : null;
  }

  // --- its life ---------------------------------------------------------------------------------

  /** Runs the loop until {@code body}, on a thread of its own, and all that is ready has ended. */
  <T extends @Nullable Object> T run(Outcome<T> outcome, Callable<T> body) {
    Runnable program =
        () -> {
          outcome.from(body);
          if (outcome.thrown() != null && main != null) {
            main.threw(outcome.thrown());
          }
        };
    main = scheduler.start("main", program);
    loop.runForever();
    return outcome.get();
  }

  /** Runs the loop until all that is ready has ended, after the main task has. */
  void runOut() {
    loop.callSoon(() -> state = State.ENDING);
    loop.runForever();
  }

  /** Runs {@code body}, which runs the loop, on this thread. */
  <T extends @Nullable Object> T onCarrier(Callable<T> body) throws Exception {
    ThreadLocalRandom.current(); // the first one on a carrier draws more numbers
    scheduler.enterCarrier();
    Hooked.enter();
    try {
      return body.call();
    } finally {
      Hooked.leave();
      scheduler.leaveCarrier();
    }
  }

  EventLoop loop() {
    return loop;
  }

  PlainOptions options() {
    return options;
  }

  VirtualClock clock() {
    return clock;
  }

  SimulationReactor reactor() {
    return reactor;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Picks picks() {
    return picks;
  }

  Randomness randomness() {
    return randomness;
  }

  /** A thread is about to make its first step. */
  void started(SimThread thread) {
    watch(thread);
    if (director != null) {
      director.started(thread);
    }
  }

  /** A thread is about to make a step. */
  void stepBegins() {
    switches.stepBegins();
  }

  /** A thread has made a step. */
  void stepEnded(SimThread thread) {
    if (director != null) {
      director.stopped(thread);
    }
  }

  void ended(SimThread thread) {
    if (thread == main && state == State.RUNNING) {
      state = State.ENDING;
    }
  }

  /**
   * The loop comes round.
   *
   * @param waits whether nothing is ready
   * @return whether the loop is to go on, rather than stop
   */
  boolean goesOn(boolean waits) {
    if (state == State.FAILED && failure != null) {
      Throwable thrown = failure;
      failure = null; // what is left may clean up
      throw Sneaky.<RuntimeException>sneak(thrown);
    }
    if (state == State.ENDING && waits) {
      loop.stop();
      return false;
    }
    return true;
  }

  // --- what the JDK asks ------------------------------------------------------------------------

  /** {@return nanoseconds since 1970} */
  long wallNanos() {
    return options.startNanos() + clock.nanos();
  }

  long nextThreadId() {
    return (number << Integer.SIZE) | ++threadIds;
  }

  AsyncPool asyncPool() {
    return asyncPool;
  }

  /** {@return what decides where threads are switched between their waits} */
  Switches switches() {
    return switches;
  }

  OutsideCalls outsideCalls() {
    return outsideCalls;
  }

  /** {@return the thread or task that is running, for a message} */
  Object who() {
    SimThread thread = scheduler.mounted();
    return thread == null ? "a task" : thread;
  }

  // --- what goes wrong --------------------------------------------------------------------------

  /** The run has failed; the first failure counts, later ones are suppressed exceptions of it. */
  void fail(Throwable thrown) {
    if (state != State.FAILED) {
      state = State.FAILED;
      failure = thrown;
    } else if (failure != null && failure != thrown) {
      failure.addSuppressed(thrown);
    }
  }

  /**
   * {@return an error to be thrown into the program} The run has failed whether or not that catches
   * it.
   */
  UncontrolledError refuse(UncontrolledError error) {
    fail(error);
    return error;
  }

  /** Has an exception that nobody catches in a thread fail the run. */
  private void watch(SimThread thread) {
    if (thread.thread().getUncaughtExceptionHandler() instanceof ThreadGroup) {
      thread
          .thread()
          .setUncaughtExceptionHandler(
              (ended, thrown) -> {
                thread.threw(thrown);
                fail(new AssertionError("uncaught in %s: %s".formatted(thread, thrown), thrown));
              });
    }
  }

  void wokenFromOutside(Object woken, Thread from) {
    if (state != State.FAILED) { // it is often noticed twice
      fail(UncontrolledError.wakeup(woken, from));
    }
  }

  /** A timed wait of a thread has lasted its time; the wait of a task, if that is null. */
  void timeExpired(@Nullable SimThread thread) {
    if (!Hooked.available()) {
      fail(UncontrolledError.clock(thread == null ? "a task" : thread));
    }
  }

  /**
   * Nothing can ever go on.
   *
   * @param outsideWork whether the loop waits for something outside
   */
  Error stuck(boolean outsideWork) {
    Map<Thread, String> waiting = left();
    boolean blockedTasks = scheduler.putBlockedTasks(waiting);
    Thread inIo = ThreadReport.firstInIo(waiting.keySet());
    if (inIo != null) {
      return UncontrolledError.io(waiting.get(inIo), inIo);
    }
    if (outsideWork && !blockedTasks && scheduler.live().isEmpty()) {
      return UncontrolledError.outsideWork(loop);
    }
    return new DeadlockError(
        "deadlock: nothing is ready and no timer is pending, but these wait:\n"
            + ThreadReport.of(waiting, loop)
            + (Hooked.available() ? "" : WITHOUT_AGENT));
  }

  /** {@return the threads that have not ended, in the order of starting, with their names} */
  Map<Thread, String> left() {
    Map<Thread, String> names = new LinkedHashMap<>();
    scheduler.live().forEach(each -> names.put(each.thread(), each.toString()));
    return names;
  }

  /** {@return what is wrong if there are any, after the main thread has ended} */
  Optional<AssertionError> errorOfLeft() {
    return ThreadReport.errorOf(left(), loop);
  }

  /** {@return which thread runs, and where} Any thread may ask. */
  Optional<String> whereabouts() {
    SimThread thread = scheduler.mounted();
    return thread == null
        ? Optional.empty()
        : Optional.of(
            "%s is running:\n%s"
                .formatted(thread, ThreadReport.stack(thread.thread()).stripTrailing()));
  }

  /** {@return what the run did and when, for the message of a failure} */
  String where() {
    return "seed %s, step %s, %s".formatted(options.seed(), picks.steps(), clock);
  }
}
