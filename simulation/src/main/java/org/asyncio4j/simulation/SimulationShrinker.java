package org.asyncio4j.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failure small: finds few deviations from a quiet world with which it still happens, none
 * of which can be left out.
 *
 * <p>First whole kinds of deviations are left out, then halves of those that are left, quarters, and
 * so on down to single ones (after ddmin: Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002). What is left out is drawn and ignored, so that the rest stays what
 * it was as far as it can; a deviation that comes up only then does not happen.
 */
final class SimulationShrinker {
  private final SimulationProgram program;
  private final Outcome found;
  private final SimulationOptions options;
  private final Throwable failure;
  private final long began = System.nanoTime();
  private int runs;
  private Outcome least;

  /** Shrinks what has become of a program, which is a failure. */
  SimulationShrinker(SimulationProgram program, Outcome found) {
    this.program = program;
    this.found = found;
    this.options = found.options();
    this.failure = Objects.requireNonNull(found.failure(), "failure");
    this.least = found;
  }

  /** {@return the failure, as small as it will go} */
  SimulationError shrink() {
    if (options.shrinking().runs() == 0) {
      return error("");
    }
    Kept all = options.deviations().map(Kept::parse).orElse(Kept.ALL);
    if (!stillFails(all) || least.report().hash() != found.report().hash()) {
      least = found;
      return error("not made smaller: run again, the same seed took another course\n");
    }
    int before = count();
    if (!stillFails(Kept.only(List.of()))) {
      leaveOutKinds(all);
      leaveOut();
    }
    return error(describe(before));
  }

  private SimulationError error(String remark) {
    return new SimulationError(least.report(), failureOf(least), least.replay(), remark);
  }

  private static Throwable failureOf(Outcome failed) {
    return Objects.requireNonNull(failed.failure(), "failure");
  }

  private String describe(int before) {
    String how =
        !mayGoOn()
            ? "no more runs were allowed"
            : switch (count()) {
              case 0 -> "it happens in a quiet world, too";
              case 1 -> "it takes this one";
              default -> "it takes all of these";
            };
    return "of %,d deviations from a quiet world %,d are left after %,d runs: %s\n"
        .formatted(before, count(), runs, how);
  }

  private boolean mayGoOn() {
    return runs < options.shrinking().runs()
        && System.nanoTime() - began < options.shrinking().time().toNanos();
  }

  private int count() {
    return least.report().deviations().size();
  }

  private boolean stillFails(Kept kept) {
    if (!mayGoOn()) {
      return false;
    }
    runs++;
    Outcome outcome =
        Simulation.outcome(options.withDeviations(Optional.of(kept.toString())), program);
    @Nullable Throwable thrown = outcome.failure();
    if (thrown == null || !options.shrinking().same().test(failure, thrown)) {
      return false;
    }
    least = outcome;
    return true;
  }

  private void leaveOutKinds(Kept all) {
    Kept kept = all;
    for (Deviation.Kind kind : Deviation.Kind.values()) {
      if (kept.kinds().contains(kind) && stillFails(kept.without(kind))) {
        kept = kept.without(kind);
      }
    }
  }

  private void leaveOut() {
    for (int size = Math.max(count() / 2, 1); size > 1; size /= 2) {
      leaveOut(size);
    }
    boolean fewer;
    do {
      fewer = leaveOut(1);
    } while (fewer);
  }

  /** {@return whether something could be left out} Tries it piece by piece, the last one first. */
  private boolean leaveOut(int size) {
    boolean fewer = false;
    for (int end = count(); end > 0 && mayGoOn(); end = Math.min(end - size, count())) {
      List<String> rest = new ArrayList<>(least.deviations());
      rest.subList(Math.max(end - size, 0), end).clear();
      fewer |= stillFails(Kept.only(rest));
    }
    return fewer;
  }
}
