package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The same seed gives the same run, whatever else the machine does; another seed another one. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "a simulation takes the loop engine whatever is asked for")
@Timeout(300)
final class PlainDeterminismTest {

  /** A program with most of what a plain one may use. */
  static final class Program implements Callable<String> {
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String call() throws Exception {
      var queue = new LinkedBlockingQueue<Integer>(3);
      var monitor = new Object();
      var sum = new int[1];
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 4; i++) {
          int producer = i;
          executor.submit(() -> produce(queue, producer));
        }
        for (int i = 0; i < 3; i++) {
          int consumer = i;
          executor.submit(() -> consume(queue, consumer, monitor, sum));
        }
      }
      return "%s %s %s".formatted(String.join(" ", log), sum[0], Instant.now());
    }

    private Void produce(LinkedBlockingQueue<Integer> queue, int producer) throws Exception {
      for (int i = 0; i < 4; i++) {
        Thread.sleep(ThreadLocalRandom.current().nextInt(1_000)); // simulated
        queue.put(10 * producer + i);
      }
      return null;
    }

    private Void consume(
        LinkedBlockingQueue<Integer> queue, int consumer, Object monitor, int[] sum)
        throws Exception {
      Integer taken;
      while ((taken = queue.poll(10, TimeUnit.SECONDS)) != null) {
        synchronized (monitor) {
          sum[0] += taken;
          Thread.yield();
          log.add(consumer + ":" + taken);
        }
      }
      return null;
    }
  }

  static String trace(long seed) {
    var simulated = PlainSimulation.run(seed, new Program());
    return String.format(
        Locale.ROOT,
        "%s %s %s %x %s",
        seed,
        simulated.result(),
        simulated.steps(),
        simulated.hash(),
        simulated.elapsed());
  }

  @Test
  void theSameSeedGivesTheSameRunOnABusyMachine() throws Exception {
    var traces = new HashSet<String>();

    try (var load = new Load()) {
      for (int run = 0; run < 200; run++) {
        traces.add(trace(42));
      }
    }

    assertThat(traces).hasSize(1);
  }

  @Test
  void contendedMonitorsDoNotDependOnTheJdksOwnThread() throws Exception {
    var hashes = new HashSet<Long>();

    try (var load = new Load()) {
      for (int run = 0; run < 200; run++) {
        hashes.add(PlainSimulation.run(42, PlainDeterminismTest::contend).hash());
      }
    }

    assertThat(hashes).hasSize(1);
  }

  static Void contend() {
    var monitor = new Object();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        executor.submit(
            () -> {
              for (int j = 0; j < 5; j++) {
                synchronized (monitor) {
                  Thread.yield();
                }
                Thread.yield();
              }
            });
      }
    }
    return null;
  }

  @Test
  void anotherSeedGivesAnotherRun() {
    var traces = new HashSet<String>();

    for (int seed = 0; seed < 200; seed++) {
      traces.add(trace(seed).substring(Integer.toString(seed).length()));
    }

    assertThat(traces).hasSizeGreaterThan(195);
  }

  @Test
  void aRunThatIsAnotherOneTheSecondTimeIsFound() {
    var runs = new AtomicInteger();

    assertThatThrownBy(
            () ->
                PlainSimulation.runSeeds(
                    PlainOptions.DEFAULT,
                    1_000,
                    () -> {
                      for (int i = 0; i < runs.get(); i++) {
                        Thread.yield();
                      }
                      runs.incrementAndGet();
                    }))
        .isInstanceOf(SimulationFailedError.class)
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("(seed 99, after its end)")
        .hasMessageContaining("the same seed gave another run the second time (");
    assertThat(runs).hasValue(101);
  }

  /** Prints the traces of a hundred seeds. */
  static final class HundredSeeds {
    public static void main(String[] arguments) {
      for (int seed = 0; seed < 100; seed++) {
        System.out.println(trace(seed));
      }
    }
  }

  @Test
  void otherJvmsGiveTheSameRuns() throws Exception {
    List<String> here = IntStream.range(0, 100).mapToObj(seed -> trace(seed)).toList();

    List<String> there = ChildRun.withAgent(HundredSeeds.class);
    List<String> elsewhere = ChildRun.withAgent(HundredSeeds.class);

    assertThat(there).isEqualTo(here);
    assertThat(elsewhere).isEqualTo(here);
  }

  static String drawn(long seed) {
    return PlainSimulation.run(seed, PlainDeterminismTest::drawAll).result();
  }

  private static String drawAll() throws Exception {
    var drawn = new ArrayList<Object>();
    drawn.add(ThreadLocalRandom.current().nextLong());
    drawn.add(new Random().nextLong());
    drawn.add(new SplittableRandom().nextLong());
    drawn.add(RandomGenerator.getDefault().nextLong());
    drawn.add(RandomGenerator.of("Xoshiro256PlusPlus").nextLong());
    drawn.add(Math.random());
    drawn.add(UUID.randomUUID());
    drawn.add(Set.of("a", "b", "c", "d", "e", "f", "g", "h"));
    drawn.add(Set.of("a", "b"));
    drawn.add(Map.of("a", 1, "b", 2, "c", 3, "d", 4));
    var shuffled = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    Collections.shuffle(shuffled);
    drawn.add(shuffled);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 20; i++) {
      threads.add(Thread.ofVirtual().name("t" + i).start(() -> {}));
    }
    drawn.add(threads.stream().map(Thread::getName).toList());
    for (Thread each : threads) {
      each.join();
    }
    return drawn.toString();
  }

  /** Prints random things. */
  static final class Draws {
    public static void main(String[] arguments) {
      new Random().nextInt();
      System.out.println(drawn(1));
    }
  }

  @Test
  void randomNumbersAndOrdersFollowFromTheSeed() throws Exception {
    assertThat(drawn(1)).isEqualTo(drawn(1)).isNotEqualTo(drawn(2));
    assertThat(ChildRun.withAgent(Draws.class)).containsExactly(drawn(1));
  }

  @Test
  void randomNumbersOutsideOfASimulationStayRandom() {
    Set<Long> numbers = new HashSet<>();
    Set<Object> identities = Collections.newSetFromMap(new IdentityHashMap<>());

    for (int i = 0; i < 100; i++) {
      PlainSimulation.run(1, () -> new Random().nextLong());
      numbers.add(new Random().nextLong());
      identities.add(UUID.randomUUID());
    }

    assertThat(numbers).hasSize(100);
    assertThat(identities).hasSize(100);
  }

  /** Keeps all processors busy. */
  private static final class Load implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();

    Load() {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        threads.add(
            Thread.ofPlatform()
                .daemon()
                .start(
                    () -> {
                      while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                      }
                    }));
      }
    }

    @Override
    public void close() throws InterruptedException {
      for (Thread each : threads) {
        each.interrupt();
        each.join();
      }
    }
  }
}
