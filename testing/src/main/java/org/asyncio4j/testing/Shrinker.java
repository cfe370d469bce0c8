package org.asyncio4j.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds a schedule with few deviations from asyncio's order under which the test still fails.
 *
 * <p>First by leaving out deviations (ddmin: Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002), then by trying all schedules that have fewer than are left.
 */
final class Shrinker {
  private static final int MOST_RUNS = 5_000;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Explorer explorer;
  private final Throwable failure;
  private final long began = System.nanoTime();
  private int runs;
  private boolean isLeast;
  private Plan least = Plan.FIFO;

  Shrinker(Explorer explorer, Throwable failure) {
    this.explorer = explorer;
    this.failure = failure;
  }

  Plan shrink(ExploredRun found) {
    least = found.plan();
    if (least.cancellation().isPresent()) {
      stillFails(least.withCancellation(Optional.empty()));
    }
    leaveOut();
    lowerIndices();
    tryAllWithFewer();
    return least;
  }

  /** {@return after {@link #shrink}: whether no schedule with fewer deviations fails} */
  boolean isLeast() {
    return isLeast;
  }

  private boolean mayGoOn() {
    return runs < MOST_RUNS && System.nanoTime() - began < LONGEST_NANOS;
  }

  private boolean stillFails(Plan plan) {
    return tried(plan) == null;
  }

  /** {@return the run if it has passed, else null} What has failed is the least then. */
  private @Nullable ExploredRun tried(Plan plan) {
    runs++;
    ExploredRun run = explorer.run(plan, Recorder.NONE);
    @Nullable Throwable thrown = run.failure();
    if (thrown == null || !isOfTheKind(thrown)) {
      return run;
    }
    least = run.plan(); // what of the plan it had occasion for
    return null;
  }

  private boolean isOfTheKind(Throwable thrown) {
    if (thrown instanceof AsyncTestError error && failure instanceof AsyncTestError wanted) {
      return error.kind() == wanted.kind();
    }
    return thrown.getClass() == failure.getClass();
  }

  private void leaveOut() {
    if (stillFails(least.withDeviations(List.of()))) {
      return;
    }
    int chunks = 2;
    for (int size; (size = least.deviations().size()) >= 2 && mayGoOn(); ) {
      boolean shrunk = false;
      for (int i = 0; i < chunks && !shrunk && mayGoOn(); i++) {
        shrunk = stillFails(without(i * size / chunks, (i + 1) * size / chunks));
      }
      if (shrunk) {
        chunks = Math.max(chunks - 1, 2);
      } else if (chunks >= size) {
        return;
      } else {
        chunks = Math.min(chunks * 2, size);
      }
    }
  }

  private Plan without(int from, int to) {
    List<Map.Entry<Integer, Integer>> all = new ArrayList<>(least.deviations().entrySet());
    all.subList(from, to).clear();
    return least.withDeviations(all);
  }

  private void lowerIndices() {
    for (int decision : List.copyOf(least.deviations().keySet())) {
      int index = least.pick(decision);
      for (int lower = 1; lower < index && mayGoOn(); lower++) {
        if (stillFails(with(least, decision, lower))) {
          break;
        }
      }
    }
  }

  private static Plan with(Plan plan, int decision, int index) {
    var deviations = new TreeMap<>(plan.deviations());
    deviations.put(decision, index);
    return new Plan(deviations, plan.cancellation());
  }

  /** A plan under which the test has passed, and the last decision that it deviates at. */
  private record Passed(Plan plan, Decisions decisions, int last) {}

  /** Breadth first: one deviation, then two, as long as that is fewer than there are. */
  private void tryAllWithFewer() {
    int most = least.deviations().size();
    var toExtend = new ArrayDeque<Passed>();
    @Nullable ExploredRun fifo = tried(least.withDeviations(List.of()));
    if (fifo == null) {
      isLeast = true;
      return;
    }
    toExtend.add(new Passed(least.withDeviations(List.of()), fifo.decisions(), 0));
    for (Passed from; (from = toExtend.poll()) != null; ) {
      if (from.plan.deviations().size() + 1 >= most) {
        break;
      }
      for (int d = from.last; d < from.decisions.count(); d++) {
        for (int index = 1; index < from.decisions.size(d); index++) {
          if (!mayGoOn()) {
            return;
          }
          Plan plan = with(from.plan, d + 1, index);
          @Nullable ExploredRun run = tried(plan);
          if (run == null) {
            isLeast = true;
            return;
          }
          toExtend.add(new Passed(plan, run.decisions(), d + 1));
        }
      }
    }
    isLeast = true;
  }
}
