package org.asyncio4j.testing;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.asyncio4j.RunningLoops;
import org.asyncio4j.testing.ExploreOptions.Disturbance;
import org.asyncio4j.testing.Search.Attempt;
import org.asyncio4j.testing.internal.Stage;
import org.jspecify.annotations.Nullable;

/** Runs a test under one schedule after the other, until one fails or all are done. */
final class Explorer {
  private static final int TWICE_EACH = 100;

  private final ExploreOptions options;
  private final Stage.Maker stages;
  private final Callable<?> body;

  private final Set<Long> schedules = new HashSet<>();
  private int runs;
  private int mostDecisions;
  private int mostSteps;
  private int cancellations;

  // Written by the thread that runs the test, whose all else is; read by the one that waits for it,
  // when that thread has been given up and still runs. What may be read of the run then is what
  // plan() reads.
  private volatile @Nullable Underway underway;

  /** A run that has been begun, and how many there have been with it. */
  private record Underway(ExploredRun run, int number) {}

  Explorer(ExploreOptions options, Stage.Maker stages, Callable<?> body) {
    this.options = options;
    this.stages = stages;
    this.body = body;
  }

  /** Explores on a thread of its own, so that a run can be given up that does not end. */
  Exploration explore() {
    if (RunningLoops.here().isPresent()) {
      throw new IllegalStateException(
          "a test cannot be explored while an event loop is running on this thread");
    }
    try {
      return TestThread.call(options.test().loop().engineKind(), this::exploreHere);
    } catch (AsyncTestError thrown) {
      Underway stuck = underway;
      if (stuck == null || !thrown.threadAbandoned()) {
        throw thrown;
      }
      throw new FailureReport(this, options).ofLate(stuck.run().plan(), thrown, stuck.number());
    }
  }

  /** {@return what a schedule without deviations is} */
  String order() {
    return stages.order();
  }

  /** {@return what to add to the message of each failure, on lines of its own} */
  String remark() {
    String remark = stages.remark();
    return remark.isEmpty() ? "" : '\n' + remark;
  }

  private Exploration exploreHere() {
    if (options.replay().isPresent()) {
      return replay(Plan.parse(options.replay().get()));
    }
    Search search = search();
    for (Attempt next; runs < options.runs() && (next = search.next()) != null; ) {
      tryOne(next, search);
    }
    return result(search.complete(), search.places());
  }

  private Search search() {
    var randoms = new Randoms(options.seed());
    if (options.has(Disturbance.CANCELLATION)) {
      return new CancellationSearch(randoms);
    }
    return switch (options.strategy()) {
      case MIXED -> new MixedSearch(randoms, options.runs(), options.depth());
      case RANDOM -> new RandomSearch(randoms);
      case PCT -> new PctSearch(randoms, options.depth());
      case EXHAUSTIVE -> new ExhaustiveSearch();
    };
  }

  private void tryOne(Attempt attempt, Search search) {
    boolean twice = runs++ % TWICE_EACH == 0;
    var trace = new Interleaving();
    ExploredRun run = run(attempt, twice ? trace : Recorder.NONE);
    count(run);
    @Nullable Throwable failure = run.failure();
    if (failure != null && isAborted(failure)) {
      throw Sneaky.sneak(failure);
    }
    if (failure != null) {
      throw new FailureReport(this, options).of(run, runs);
    }
    if (twice) {
      var again = new Interleaving();
      @Nullable Throwable thrown = run(run.plan(), again).failure();
      compare(run.plan(), trace.trace(), again.trace(), thrown);
      if (thrown != null) {
        throw new FailureReport(this, options)
            .differs(run.plan(), thrown, "it passed, and failed when it was run again");
      }
    }
    search.tried(run);
  }

  /** JUnit's assumptions end a test that is neither passed nor failed. */
  private static boolean isAborted(Throwable thrown) {
    return thrown.getClass().getName().equals("org.opentest4j.TestAbortedException");
  }

  private void count(ExploredRun run) {
    schedules.add(run.decisions().fingerprint());
    mostDecisions = Math.max(mostDecisions, run.decisions().count());
    mostSteps = Math.max(mostSteps, run.steps());
    cancellations += run.cancellationHappened() ? 1 : 0;
  }

  private Exploration result(boolean complete, int places) {
    return new Exploration(
        runs,
        schedules.size(),
        complete,
        mostDecisions,
        mostSteps,
        cancellations,
        places,
        options.seed());
  }

  private ExploredRun run(Attempt attempt, Recorder recorder) {
    var run = new ExploredRun(options, attempt.chooser(), attempt.cancellation(), recorder);
    underway = new Underway(run, runs);
    run.run(stages, body);
    return run;
  }

  /** Runs the test once more. */
  ExploredRun run(Plan plan, Recorder recorder) {
    return run(new Attempt(new PlanChooser(plan), plan.cancellation()), recorder);
  }

  /**
   * Two runs of one schedule have to be the same.
   *
   * @param failure what the test has failed with in one of them, if it has
   * @throws NondeterminismError if they are not
   */
  void compare(Plan plan, List<String> once, List<String> again, @Nullable Throwable failure) {
    for (int i = 0; i < Math.max(once.size(), again.size()); i++) {
      String first = i < once.size() ? once.get(i) : "(the end)";
      String second = i < again.size() ? again.get(i) : "(the end)";
      if (!first.equals(second)) {
        throw new NondeterminismError(
            """
            the test does not depend on its schedule alone: run twice under %s, it differs at step %s
              once:  %s
              again: %s%s"""
                .formatted(plan, i + 1, first, second, remark()),
            failure);
      }
    }
  }

  private Exploration replay(Plan plan) {
    var chooser = new PlanChooser(plan);
    var trace = new Interleaving();
    runs++;
    ExploredRun run = run(new Attempt(chooser, plan.cancellation()), trace);
    count(run);
    Optional<String> misfit =
        chooser
            .misfit()
            .or(
                () ->
                    plan.cancellation()
                        .filter(_ -> !run.cancellationHappened())
                        .map("nothing was left to cancel at %s"::formatted));
    @Nullable Throwable failure = run.failure();
    if (failure != null) {
      throw new FailureReport(this, options).ofReplay(plan, failure, trace, misfit);
    }
    if (misfit.isPresent()) {
      throw new AssertionError(
          "the test has passed, but schedule %s does not fit it any more: %s"
              .formatted(plan, misfit.get()));
    }
    return result(false, 0);
  }
}
