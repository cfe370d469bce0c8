import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.Locale;
import org.asyncio4j.Lock;
import org.asyncio4j.simulation.Simulation;
import org.asyncio4j.testing.AsyncTests;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.Strategy;

/**
 * How fast a small test is explored, and how fast the replicated store is simulated: the figures of
 * docs/benchmarks-testing.md. {@code benchmarks/testing} runs it.
 */
final class TestingSpeed {
  private static final int SCHEDULES = 20_000;
  private static final double STORE_SECONDS = 30;

  private TestingSpeed() {}

  /** Three tasks, each of which takes a lock and suspends once while it has it. */
  private static void smallTest() {
    var lock = new Lock();
    await(gather(() -> takeOnce(lock), () -> takeOnce(lock), () -> takeOnce(lock)));
  }

  private static void takeOnce(Lock lock) {
    try (var _ = lock.acquire()) {
      sleep(0);
    }
  }

  private static double schedulesPerSecond(int runs, Strategy strategy) {
    long began = System.nanoTime();
    var explored =
        AsyncTests.explore(
            ExploreOptions.DEFAULT.withRuns(runs).withStrategy(strategy), TestingSpeed::smallTest);
    return explored.runs() / seconds(began);
  }

  private static double simulatedPerSecond(int firstSeed, int seeds) {
    var store = new StoreSimulation(ReplicatedStore.Replica::new, STORE_SECONDS);
    var simulated = Duration.ZERO;
    long began = System.nanoTime();
    for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
      simulated = simulated.plus(Simulation.run(seed, store).simulated());
    }
    return simulated.toMillis() / 1e3 / seconds(began);
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  static void main() {
    say("schedules a second, random, the first 1,000", schedulesPerSecond(1_000, Strategy.RANDOM));
    for (Strategy strategy : new Strategy[] {Strategy.RANDOM, Strategy.PCT}) {
      double best = 0;
      for (int round = 0; round < 5; round++) {
        best = Math.max(best, schedulesPerSecond(SCHEDULES, strategy));
      }
      say("schedules a second, %s, best of 5".formatted(strategy), best);
    }
    say("simulated seconds a second, the first 50 seeds", simulatedPerSecond(0, 50));
    double best = 0;
    for (int round = 1; round <= 5; round++) {
      best = Math.max(best, simulatedPerSecond(round * 100, 100));
    }
    say("simulated seconds a second, best of 5 times 100 seeds", best);
  }

  private static void say(String what, double figure) {
    IO.println(String.format(Locale.ROOT, "%-55s %,10.0f", what, figure));
  }
}
