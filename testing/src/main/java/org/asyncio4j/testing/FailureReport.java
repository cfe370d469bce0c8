package org.asyncio4j.testing;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.asyncio4j.testing.AsyncTestError.Kind;
import org.jspecify.annotations.Nullable;

/** Makes of a run that has failed the error that is thrown: confirmed, shrunk and drawn. */
final class FailureReport {
  private final Explorer explorer;
  private final ExploreOptions options;

  FailureReport(Explorer explorer, ExploreOptions options) {
    this.explorer = explorer;
    this.options = options;
  }

  /** {@return what to throw for a run, which was the {@code number}th} */
  Error of(ExploredRun found, int number) {
    Throwable failure = Objects.requireNonNull(found.failure());
    if (failure instanceof AsyncTestError error && error.kind() == Kind.TIMEOUT) {
      return ofLate(found.plan(), error, number);
    }
    confirm(found.plan(), failure);
    var shrinker = new Shrinker(explorer, failure);
    Plan least = shrinker.shrink(found);
    var trace = new Interleaving();
    ExploredRun last = explorer.run(least, trace);
    @Nullable Throwable cause = last.failure();
    if (cause == null) {
      return differs(least, failure, "it failed, and passed when it was drawn");
    }
    int deviations = least.deviations().size();
    int before = found.plan().deviations().size();
    String how =
        deviations == 0
            ? "no deviation from "
                + explorer.order()
                + least.cancellation().map(_ -> ", with a cancellation").orElse("")
            : "%s %s from %s%s%s"
                .formatted(
                    deviations,
                    deviations == 1 ? "deviation" : "deviations",
                    explorer.order(),
                    deviations == before ? "" : ", found with %s".formatted(before),
                    shrinker.isLeast() ? "; no schedule with fewer fails" : "");
    String headline =
        String.format(
            Locale.ROOT,
            "run %,d of %,d failed, seed %s, schedule %s (%s)",
            number,
            options.runs(),
            options.seed(),
            least,
            how);
    return failure(headline, cause, least, number, trace);
  }

  /** {@return what to throw for a schedule that was given} */
  Error ofReplay(Plan plan, Throwable failure, Interleaving trace, Optional<String> misfit) {
    String headline =
        "the test failed under schedule %s%s"
            .formatted(plan, misfit.map(", which does not fit it any more: "::concat).orElse(""));
    return failure(headline, failure, plan, 1, trace);
  }

  private ScheduleFailure failure(
      String headline, Throwable cause, Plan plan, int number, Interleaving trace) {
    String table = InterleavingTable.of(trace);
    String message =
        """
        %s
        cause:  %s
        replay: %s
        %s%s"""
            .formatted(headline, cause, options.property(plan), table, explorer.remark());
    return new ScheduleFailure(message, cause, plan.toString(), options.seed(), number, table);
  }

  /** {@return what to throw for a run that took too long: not to be run again} */
  ScheduleFailure ofLate(Plan plan, AsyncTestError late, int number) {
    String message =
        String.format(
            Locale.ROOT,
            """
            run %,d of %,d did not end in time, seed %s
            cause:  %s
            replay: %s%s""",
            number,
            options.runs(),
            options.seed(),
            late,
            options.property(plan),
            explorer.remark());
    return new ScheduleFailure(message, late, plan.toString(), options.seed(), number, "");
  }

  private void confirm(Plan plan, Throwable failure) {
    var once = new Interleaving();
    var again = new Interleaving();
    ExploredRun first = explorer.run(plan, once);
    ExploredRun second = explorer.run(plan, again);
    if (first.failure() == null || second.failure() == null) {
      throw differs(plan, failure, "it failed, and passed when it was run again");
    }
    explorer.compare(plan, once.trace(), again.trace(), failure);
  }

  /** {@return what to throw if of two runs of one schedule only one has failed} */
  NondeterminismError differs(Plan plan, Throwable failure, String how) {
    return new NondeterminismError(
        "the test does not depend on its schedule alone: under %s %s%s"
            .formatted(plan, how, explorer.remark()),
        failure);
  }
}
