package org.asyncio4j.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.LoopObserver;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Runner;
import org.asyncio4j.SchedulePolicy;
import org.asyncio4j.Task;
import org.asyncio4j.testing.Plan.Cancellation;
import org.asyncio4j.testing.Plan.Moment;
import org.jspecify.annotations.Nullable;

/**
 * One run of a test under one schedule: asks the chooser at each decision, injects the
 * cancellation, and tells how it ended.
 */
final class ExploredRun implements SchedulePolicy, LoopObserver {
  private final TestOptions test;
  private final int maxSteps;
  private final Chooser chooser;
  private final Optional<Cancellation> cancellation;
  private final Recorder recorder;

  private final VirtualClock clock = new VirtualClock();
  private final Decisions decisions = new Decisions();
  private final List<ErrorReport> reports = new ArrayList<>();
  private int steps;
  private int stepsAllowed;
  private int points;
  private @Nullable Task<?> main;
  private @Nullable Task<?> targetWhenReady;
  private @Nullable Task<?> cancelled;
  private @Nullable Throwable failure;

  ExploredRun(
      ExploreOptions options,
      Chooser chooser,
      Optional<Cancellation> cancellation,
      Recorder recorder) {
    this.test = options.test();
    this.maxSteps = options.maxSteps();
    this.chooser = chooser;
    this.cancellation = cancellation;
    this.recorder = recorder;
    this.stepsAllowed = maxSteps;
  }

  /** Runs the test; how it ended is asked then. */
  void run(Callable<?> body) {
    var runner = new Runner(RunOptions.DEFAULT.withLoopFactory(this::newLoop));
    EventLoop loop = runner.getLoop();
    try {
      runner.run(Asyncio.coroutine(body));
      checkNothingIsLeft(loop);
    } catch (Throwable thrown) {
      if (!isTheInjected(thrown)) {
        fail(thrown);
      }
    }
    recorder.bodyEnded();
    boolean endedByCancellation = main != null && main.cancelled() && cancelled != null;
    stepsAllowed = steps + maxSteps;
    try {
      runner.close();
    } catch (Throwable thrown) {
      fail(thrown);
    }
    if (failure == null) {
      reports.stream()
          .filter(report -> !endedByCancellation || isNews(report))
          .findFirst()
          .ifPresent(report -> fail(asError(report)));
    }
  }

  private EventLoop newLoop() {
    EventLoop loop = VirtualTime.newEventLoop(clock, test.loop().withSchedule(() -> this));
    loop.addObserver(this);
    loop.setExceptionHandler((_, report) -> reports.add(report));
    recorder.runBegins(loop, clock);
    return loop;
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

  /** A main task that was cancelled cannot pick up what its tasks have failed with. */
  private static boolean isNews(ErrorReport report) {
    return report.exception().stream().anyMatch(AssertionError.class::isInstance)
        || !report.message().endsWith("exception was never retrieved");
  }

  private static AssertionError asError(ErrorReport report) {
    String message =
        report.message() + report.exception().map(thrown -> ": " + thrown).orElse("");
    return new AssertionError(message, report.exception().orElse(null));
  }

  private static void checkNothingIsLeft(EventLoop loop) {
    List<Task<?>> left =
        Asyncio.allTasks(loop).stream().filter(task -> task.cancelling() == 0).toList();
    if (!left.isEmpty()) {
      throw new AssertionError(
          "the test has left %d %s running: %s"
              .formatted(left.size(), left.size() == 1 ? "task" : "tasks", left));
    }
  }

  // --- the schedule: called between two steps ---------------------------------------------------

  @Override
  public int pick(Ready ready) {
    if (++steps > stepsAllowed) {
      throw new LivelockError(maxSteps);
    }
    int size = ready.size();
    int index = 0;
    if (size > 1) {
      index = chooser.choose(ready, decisions.count());
      decisions.add(index, size);
    }
    Object entry = ready.entry(index);
    recorder.picked(entry, index, size, decisions.count());
    if (entry == targetWhenReady) {
      cancel(targetWhenReady);
    }
    return index;
  }

  // --- what happens -----------------------------------------------------------------------------

  @Override
  public void taskCreated(Task<?> task) {
    recorder.taskCreated(task);
    if (main == null) {
      main = task;
    } else if (isNextPoint(Moment.READY)) {
      targetWhenReady = task;
    }
  }

  @Override
  public void suspended(Task<?> task, @Nullable Future<?> waitsFor) {
    if (waitsFor == null) {
      chooser.yielded(task);
    }
    if (main != null && main.done()) {
      return; // the loop cleans up
    }
    points++;
    if (isAt(Moment.BEGINS)) {
      cancel(task);
    } else if (isAt(Moment.READY)) {
      targetWhenReady = task;
    }
  }

  private boolean isNextPoint(Moment moment) {
    points++;
    return isAt(moment);
  }

  private boolean isAt(Moment moment) {
    return cancellation.isPresent()
        && cancellation.get().point() == points
        && cancellation.get().moment() == moment;
  }

  private void cancel(Task<?> task) {
    targetWhenReady = null;
    cancelled = task;
    recorder.cancelled(task);
    task.cancel();
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

  /** {@return the schedule, to be run again} */
  Plan plan() {
    return Plan.of(decisions, cancelled == null ? Optional.empty() : cancellation);
  }
}
