package org.asyncio4j.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failure small: finds few deviations from a quiet world with which it still happens, none
 * of which can be left out.
 *
 * <p>First whole kinds of deviations are left out, then halves of those that are left, quarters,
 * and so on down to single ones (after ddmin: Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002). What is left out is drawn and ignored, so that the rest stays
 * what it was as far as it can; a deviation that comes up only then does not happen.
 *
 * <p>If it takes many delays, each of which shifts all that comes later, it is looked for with
 * other seeds, in worlds where only the deviations happen that mean something.
 */
final class SimulationShrinker {
  // Of so many failures it is tried which of them will be the smallest.
  private static final int CANDIDATES = 20;

  // More than can be left out one by one: where that many delays make a failure, each moves it.
  private static final int FEW = 20;

  // In so many other worlds a failure is looked for that does not take such delays.
  private static final int OTHER_SEEDS = 200;

  /** How many more runs there may be. */
  private static final class Budget {
    private final ShrinkOptions options;
    private final long began = System.nanoTime();
    private int runs;

    Budget(ShrinkOptions options) {
      this.options = options;
    }

    boolean isSpent() {
      return runs >= options.runs() || System.nanoTime() - began >= options.time().toNanos();
    }
  }

  private final SimulationProgram program;
  private final Outcome found;
  private final Kept wanted;
  private final Budget budget;
  private Outcome least;
  private int before;
  private boolean astray;

  private SimulationShrinker(SimulationProgram program, Outcome found, Budget budget) {
    this.program = program;
    this.found = found;
    this.wanted = found.options().deviations().map(Kept::parse).orElse(Kept.ALL);
    this.budget = budget;
    this.least = found;
  }

  /** {@return a failure of a program, as small as it will go} */
  static SimulationError shrink(SimulationProgram program, Outcome found) {
    return smallest(program, List.of(found));
  }

  /**
   * {@return the smallest of a program's failures, as far as can be told soon, as small as it will
   * go}
   */
  static SimulationError smallest(SimulationProgram program, List<Outcome> failures) {
    List<Outcome> shortest =
        failures.stream()
            .sorted(Comparator.comparingLong(failure -> failure.report().steps()))
            .limit(CANDIDATES)
            .toList();
    var budget = new Budget(shortest.getFirst().options().shrinking());
    List<SimulationShrinker> tried = new ArrayList<>();
    for (Outcome failure : shortest) {
      if (tried.isEmpty() || !(tried.getLast().isTiny() || budget.isSpent())) {
        var shrinker = new SimulationShrinker(program, failure, budget);
        shrinker.begin();
        tried.add(shrinker);
      }
    }
    return tried.stream()
        .min(
            Comparator.comparingInt(SimulationShrinker::promise)
                .thenComparingLong(shrinker -> shrinker.least.report().steps()))
        .orElseThrow()
        .shrink();
  }

  // --- leaving out ------------------------------------------------------------------------------

  private void begin() {
    if (!stillFails(wanted) || least.report().hash() != found.report().hash()) {
      least = found;
      astray = true;
      return;
    }
    before = count();
    leaveOutKinds(wanted);
  }

  private void leaveOutKinds(Kept all) {
    if (stillFails(Kept.only(List.of()))) {
      return;
    }
    Kept kept = all;
    for (Deviation.Kind kind : Deviation.Kind.values()) {
      if (kept.kinds().contains(kind) && (!occurs(kind) || stillFails(kept.without(kind)))) {
        kept = kept.without(kind);
      }
    }
  }

  /** Looks for the same failure with other seeds, in worlds without what says the least. */
  private void lookElsewhere() {
    Kept kept = wanted;
    for (Deviation.Kind kind : Deviation.Kind.values()) {
      kept = kind.isNoise() ? kept.without(kind) : kept;
    }
    SimulationOptions options = found.options();
    for (int i = 1; i <= OTHER_SEEDS; i++) {
      if (stillFails(options.withSeed(options.seed() + i), kept)) {
        leaveOutKinds(kept);
        return;
      }
    }
  }

  private boolean occurs(Deviation.Kind kind) {
    return least.deviations().stream().anyMatch(id -> id.startsWith(kind.word() + "@"));
  }

  /** {@return how many deviations are left, before single ones are left out; fewer are better} */
  private int promise() {
    return astray ? Integer.MAX_VALUE : count();
  }

  /** {@return whether no other failure can be much smaller} */
  private boolean isTiny() {
    return count() <= 1 && !astray;
  }

  private SimulationError shrink() {
    if (found.options().shrinking().runs() == 0) {
      return error("");
    }
    if (astray) {
      return error(
          budget.isSpent()
              ? "not made smaller: no more runs were allowed\n"
              : "not made smaller: run again, the same seed took another course\n");
    }
    if (count() > FEW) {
      lookElsewhere();
    }
    for (int size = Math.max(count() / 2, 1); size > 1; size /= 2) {
      leaveOut(size);
    }
    boolean fewer = count() > 0;
    while (fewer) {
      fewer = leaveOut(1);
    }
    return error(describe());
  }

  /** {@return whether something could be left out} Tries it piece by piece, the last one first. */
  private boolean leaveOut(int size) {
    boolean fewer = false;
    for (int end = count(); end > 0 && !budget.isSpent(); end = Math.min(end - size, count())) {
      List<String> rest = new ArrayList<>(least.deviations());
      rest.subList(Math.max(end - size, 0), end).clear();
      fewer |= stillFails(Kept.only(rest));
    }
    return fewer;
  }

  private boolean stillFails(Kept kept) {
    return stillFails(least.options(), kept);
  }

  private boolean stillFails(SimulationOptions options, Kept kept) {
    if (budget.isSpent()) {
      return false;
    }
    budget.runs++;
    Outcome outcome =
        Simulation.outcome(options.withDeviations(Optional.of(kept.toString())), program);
    @Nullable Throwable thrown = outcome.failure();
    if (thrown == null || !options.shrinking().same().test(failureOf(found), thrown)) {
      return false;
    }
    least = outcome;
    return true;
  }

  private int count() {
    return least.report().deviations().size();
  }

  // --- what came of it --------------------------------------------------------------------------

  private static Throwable failureOf(Outcome failed) {
    return Objects.requireNonNull(failed.failure(), "failure");
  }

  private SimulationError error(String remark) {
    return new SimulationError(least.report(), failureOf(least), least.replay(), remark);
  }

  private String describe() {
    String how =
        budget.isSpent()
            ? "no more runs were allowed"
            : switch (count()) {
              case 0 -> "it happens in a quiet world, too";
              case 1 -> "it takes this one";
              default -> "it takes all of these";
            };
    boolean elsewhere = least.report().seed() != found.report().seed();
    return String.format(
        Locale.ROOT,
        "of %,d deviations from a quiet world %,d are left%s: %s\n",
        before,
        count(),
        elsewhere ? ", instead of seed %s's".formatted(found.report().seed()) : "",
        how);
  }
}
