package org.asyncio4j.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.Future;
import org.asyncio4j.LoopObserver;
import org.asyncio4j.Task;
import org.asyncio4j.testing.AsyncTestError.Kind;
import org.asyncio4j.testing.ExploreOptions.Disturbance;
import org.asyncio4j.testing.Plan.Cancellation;
import org.asyncio4j.testing.Plan.Moment;
import org.asyncio4j.testing.internal.Actor;
import org.asyncio4j.testing.internal.Director;
import org.asyncio4j.testing.internal.Stage;
import org.jspecify.annotations.Nullable;

/**
 * One run of a test under one schedule: asks the chooser at each decision, injects the
 * cancellation, and tells how it ended.
 */
final class ExploredRun implements Director, LoopObserver {
  // However little a schedule stalls, time passes in the end: a test may spin until it has.
  private static final int MOST_ROUNDS = 1_000;

  private final TestOptions test;
  private final int maxSteps;
  private final boolean stalls;
  private final Chooser chooser;
  private final Optional<Cancellation> cancellation;
  private final Recorder recorder;

  private final Decisions decisions = new Decisions();
  private final Preemptions preemptions;
  private final List<ErrorReport> reports = new ArrayList<>();
  private int steps;
  private int stepsAllowed;
  private int points;
  private int roundsWithoutStall;
  private @Nullable Stage stage;
  private @Nullable Task<?> main;
  private @Nullable Actor mainThread;
  private @Nullable Object targetWhenReady;

  // A task or a plain thread. Written by the thread that runs the test; another one may read it
  // when that has been given up, and sees what has happened or that it has not.
  private volatile @Nullable Object cancelled;

  private @Nullable Throwable failure;

  ExploredRun(
      ExploreOptions options,
      Chooser chooser,
      Optional<Cancellation> cancellation,
      Recorder recorder) {
    this.test = options.test();
    this.maxSteps = options.maxSteps();
    this.stalls = options.has(Disturbance.STALL);
    this.chooser = chooser;
    this.cancellation = cancellation;
    this.recorder = recorder;
    this.stepsAllowed = maxSteps;
    this.preemptions = new Preemptions(chooser, decisions);
  }

  /** Runs the test; how it ended is asked then. */
  void run(Stage.Maker stages, Callable<?> body) {
    Stage made = stages.make(this);
    stage = made;
    made.loop().addObserver(this);
    recorder.runBegins(made.loop());
    try {
      made.run(body);
    } catch (Throwable thrown) {
      if (!isTheInjected(thrown)) {
        failure = thrown;
      }
    }
    recorder.bodyEnded();
    boolean wasTheTarget = main != null && main.cancelled() && cancelled != null;
    stepsAllowed = steps + maxSteps;
    boolean wasCutShort = wasTheTarget || failure != null;
    for (Throwable problem : made.finish()) {
      if (!wasCutShort || !isUnfinished(problem)) {
        fail(problem);
      }
    }
    reports.stream()
        .filter(report -> !wasTheTarget || isNews(report))
        .forEach(report -> fail(AsyncTestError.report(report)));
  }

  /** Makes the loop of a run whose body is a task. */
  static Stage onLoop(Director director) {
    var run = (ExploredRun) director;
    TestOptions test = run.test;
    return new TestLoop(
        test.withLoop(test.loop().withSchedule(() -> run)).withExpectedReports(run::told));
  }

  private boolean told(ErrorReport report) {
    if (!test.expectedReports().test(report)) {
      reports.add(report);
    }
    return true;
  }

  private void fail(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    } else if (failure != thrown) {
      failure.addSuppressed(thrown);
    }
  }

  private boolean isTheInjected(Throwable thrown) {
    return thrown instanceof CancelledError && cancelled != null;
  }

  /** {@return whether it is what a test leaves that was cut short} */
  private static boolean isUnfinished(Throwable problem) {
    return problem instanceof AsyncTestError error
        && (error.kind() == Kind.TASK_LEFT || error.kind() == Kind.ORDER);
  }

  /** A main task that was cancelled cannot pick up what its tasks have failed with. */
  private static boolean isNews(ErrorReport report) {
    return report.exception().stream().anyMatch(AssertionError.class::isInstance)
        || !report.message().endsWith("exception was never retrieved");
  }

  // --- the schedule: called between two steps ---------------------------------------------------

  @Override
  public int pick(Ready ready) {
    if (++steps > stepsAllowed) {
      throw new LivelockError(maxSteps);
    }
    int index = preemptions.stepBegins(ready);
    if (index < 0) {
      index = choose(ready);
    } else {
      recorder.picked(
          ready.entry(index), preemptions.index(), preemptions.size(), decisions.count());
    }
    Object target = targetWhenReady;
    if (target != null && ready.entry(index) == target) {
      cancel(target);
    }
    return index;
  }

  private int choose(Ready ready) {
    int size = ready.size();
    int index = 0;
    if (size > 1) {
      index = chooser.choose(ready, decisions.count());
      decisions.add(index, size);
    }
    recorder.picked(ready.entry(index), index, size, decisions.count());
    return index;
  }

  @Override
  public boolean preempts(Ready ready) {
    return preemptions.preempts(ready);
  }

  @Override
  public void mayStall(long nanos) {
    if (!stalls || stage == null || !stage.mayElapse()) {
      return;
    }
    boolean stalled = chooser.stalls(decisions.count());
    decisions.add(stalled ? 1 : 0, 2);
    roundsWithoutStall = stalled ? 0 : roundsWithoutStall + 1;
    if (stalled) {
      recorder.stalled(decisions.count());
    }
    if (stalled || roundsWithoutStall % MOST_ROUNDS == 0) {
      stage.elapse(Duration.ofNanos(nanos));
    }
  }

  // --- what happens -----------------------------------------------------------------------------

  @Override
  public void taskCreated(Task<?> task) {
    recorder.taskCreated(task);
    if (main == null) {
      main = task;
    } else {
      pointReached(task, Moment.READY); // before its first step
    }
  }

  @Override
  public void suspended(Task<?> task, @Nullable Future<?> waitsFor) {
    if (waitsFor == null) {
      chooser.yielded(task);
    } else {
      chooser.waits(task);
    }
    pointReached(task, Moment.BEGINS);
  }

  @Override
  public void started(Actor thread) {
    if (mainThread == null) {
      mainThread = thread;
    } else {
      pointReached(thread, Moment.READY);
    }
  }

  @Override
  public void stopped(Actor thread) {
    recorder.stepEnded(thread);
    boolean switched = preemptions.stepEnded();
    if (thread.waits()) {
      chooser.waits(thread);
      if (thread != mainThread) { // which is the test: the others are the program
        pointReached(thread, Moment.BEGINS);
      }
    } else if (!switched) {
      chooser.yielded(thread);
    }
  }

  @Override
  public <T extends @Nullable Object> T within(String what, Callable<T> part) {
    Stage made = Objects.requireNonNull(stage);
    return new TimeLimit(made.loop(), made::whereabouts, what, test.timeout()).run(part);
  }

  /** Somebody is at one more point where he can be cancelled, at this moment or the next. */
  private void pointReached(Object who, Moment moment) {
    if (main != null && main.done()) {
      return; // the loop cleans up
    }
    points++;
    if (cancellation.isEmpty() || cancellation.get().point() != points) {
      return;
    }
    if (cancellation.get().moment() == Moment.READY) {
      targetWhenReady = who;
    } else if (moment == Moment.BEGINS) {
      cancel(who);
    }
  }

  private void cancel(Object who) {
    targetWhenReady = null;
    cancelled = who;
    recorder.cancelled(who);
    if (who instanceof Actor thread) {
      thread.interrupt();
    } else {
      ((Task<?>) who).cancel();
    }
  }

  @Override
  public void stepEnds(Task<?> task) {
    recorder.stepEnded(task);
  }

  // --- how it went ------------------------------------------------------------------------------

  /** {@return why the test has failed, null if it has not} */
  @Nullable Throwable failure() {
    return failure;
  }

  Decisions decisions() {
    return decisions;
  }

  int steps() {
    return steps;
  }

  /** {@return how many places there were to inject a cancellation} */
  int points() {
    return points;
  }

  boolean cancellationHappened() {
    return cancelled != null;
  }

  /** {@return the schedule, to be run again} Of a run that goes on, what it was up to now. */
  Plan plan() {
    return Plan.of(decisions, cancelled == null ? Optional.empty() : cancellation);
  }
}
