package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.asyncio4j.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What a simulation without the agent notices, and says of what it cannot notice. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "a simulation takes the loop engine whatever is asked for")
@Timeout(120)
final class WithoutAgentTest {

  private static void fail(Action body) {
    fail(PlainOptions.DEFAULT, body);
  }

  private static void fail(PlainOptions options, Action body) {
    try {
      System.out.println(PlainSimulation.run(options, body).result());
    } catch (SimulationFailedError expected) {
      System.out.println(expected.getCause().getMessage());
    }
  }

  /** Sleeps. */
  static final class Waits {
    public static void main(String[] arguments) {
      System.out.println(PlainSimulation.run(1, PlainDeterminismTest::contend).result());
      fail(() -> Thread.sleep(1_000));
    }
  }

  @Test
  void aTimedWaitIsAnErrorThatNamesTheFlag() throws Exception {
    assertThat(ChildRun.withoutAgent(Waits.class))
        .containsExactly(
            "null",
            "thread #1 'main' waits for a time, but the JDK would read the machine's clock:"
                + " expected the JVM flag -javaagent:<asyncio4j-testing.jar>");
  }

  /** A thread of a class of its own. */
  static final class Worker extends Thread {}

  /** Makes platform threads, and virtual ones. */
  static final class Threads {
    @SuppressWarnings("DeadThread") // is refused before it could be started
    public static void main(String[] arguments) {
      fail(() -> new Thread(() -> {}).start());
      fail(() -> new Worker().start());
      fail(() -> Thread.startVirtualThread(() -> Thread.ofPlatform().start(() -> {})).join());
      fail(
          () -> {
            try (var executor = Executors.newSingleThreadExecutor()) {
              executor.submit(() -> 1).get();
            }
          });
      fail(
          () -> {
            try {
              new Thread(() -> {});
            } catch (Throwable swallowed) {
              // as some libraries do
            }
          });
      fail(
          () -> {
            try (var executor = Executors.newFixedThreadPool(2, Thread.ofVirtual().factory())) {
              executor.submit(() -> 1).get();
            }
          });
      var allowed = PlainOptions.DEFAULT.withAllowed(Uncontrolled.THREADS);
      System.out.println(
          PlainSimulation.run(allowed, () -> new Thread(() -> {})).uncontrolled().getFirst());
      new Thread(() -> {}).start(); // nobody's
      task();
    }

    private static void task() {
      try {
        PlainSimulation.runTask(
            PlainOptions.DEFAULT,
            () -> {
              for (int i = 0; i < 3; i++) {
                org.asyncio4j.Asyncio.await(org.asyncio4j.Asyncio.createTask(() -> 1));
              }
              return org.asyncio4j.Asyncio.await(
                  org.asyncio4j.Asyncio.createTask(
                      () -> {
                        new Thread(() -> {}).start();
                        return 1;
                      }));
            });
      } catch (SimulationFailedError expected) {
        System.out.println(expected.getCause().getMessage());
      }
    }
  }

  @Test
  void aPlatformThreadIsRefusedWhereItIsMade() throws Exception {
    List<String> printed = quiet(ChildRun.withoutAgent(Threads.class));

    assertThat(printed).hasSize(8);
    assertThat(printed.get(0))
        .startsWith(
            "thread #1 'main' makes a platform thread (java.lang.Thread) at"
                + " org.asyncio4j.testing.plain.WithoutAgentTest$Threads.lambda$main$")
        .contains("which the simulation cannot control: expected virtual threads");
    assertThat(printed.get(1)).contains("(%s)".formatted(Worker.class.getName()));
    assertThat(printed.get(2)).startsWith("thread #2 makes a platform thread");
    assertThat(printed.get(3)).startsWith("thread #1 'main' makes a platform thread");
    assertThat(printed.get(4)).startsWith("thread #1 'main' makes a platform thread");
    assertThat(printed.get(5)).isEqualTo("null");
    assertThat(printed.get(6)).startsWith("THREADS: new java.lang.Thread at ");
    assertThat(printed.get(7)).startsWith("a task makes a platform thread");
  }

  /** Without what is logged. */
  private static List<String> quiet(List<String> printed) {
    return printed.stream()
        .filter(line -> line.startsWith("th") || line.matches("null|a task.*|THREADS.*"))
        .toList();
  }

  private interface Source {
    long next();
  }

  private static final class Dice implements Source {
    private final Random random = new Random();

    @Override
    public long next() {
      return random.nextInt(6);
    }
  }

  /** Has what may depend on the machine in many places, all of them called. */
  static final class Machine implements Callable<Long> {
    private static final long BEGUN = System.nanoTime();
    private final Supplier<UUID> ids = UUID::randomUUID;

    @Override
    public Long call() {
      Source dice = new Dice();
      return BEGUN + dice.next() + ids.get().hashCode() + read(Path.of("missing"));
    }

    private static long read(Path path) {
      try {
        return Files.size(path);
      } catch (Exception missing) {
        return Instant.now(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).getNano()
            + new Random(1).nextInt();
      }
    }

    static Object notCalled() throws Exception {
      return new Socket("localhost", 1);
    }
  }

  /** Prints what is said of it. */
  static final class Suspected {
    public static void main(String[] arguments) {
      for (int seed = 0; seed < 3; seed++) {
        System.out.println(PlainSimulation.run(seed, new Machine()).uncontrolled());
      }
    }
  }

  @Test
  void callsOfTheMachinesClockNumbersAndFilesAreFoundInTheProgramAndSaidOnce() throws Exception {
    List<String> printed = ChildRun.withoutAgent(Suspected.class);

    String place = " at org.asyncio4j.testing.plain.WithoutAgentTest$";
    assertThat(printed)
        .filteredOn(line -> line.startsWith("  "))
        .map(line -> line.replaceAll(":\\d+\\)", ":N)"))
        .containsExactlyInAnyOrder(
            "  CLOCKS: java.lang.System.nanoTime"
                + place
                + "Machine.<clinit>(WithoutAgentTest.java:N)",
            "  RANDOM: java.util.UUID.randomUUID"
                + place
                + "Machine.<init>(WithoutAgentTest.java:N)",
            "  RANDOM: new java.util.Random" + place + "Dice.<init>(WithoutAgentTest.java:N)",
            "  FILES: java.nio.file.Files.size" + place + "Machine.read(WithoutAgentTest.java:N)",
            "  NETWORK: new java.net.Socket"
                + place
                + "Machine.notCalled(WithoutAgentTest.java:N)");
    assertThat(printed)
        .filteredOn(line -> line.contains("may depend on more than its seed"))
        .hasSize(1);
    assertThat(printed)
        .filteredOn(line -> line.startsWith("expected "))
        .containsExactly(
            "expected the JVM flag -javaagent:<asyncio4j-testing.jar> for clocks and random"
                + " numbers, and fakes or virtual threads in the place of [FILES, NETWORK]; or"
                + " PlainOptions.withAllowed");
    assertThat(printed)
        .filteredOn(line -> line.startsWith("[") && line.contains("System.nanoTime"))
        .hasSize(3);
  }

  /** Fails, and asks for the time; beside it somebody else rolls dice. */
  static final class Lambda {
    public static void main(String[] arguments) {
      clock();
      nothing();
      allowed();
    }

    private static void clock() {
      try {
        PlainSimulation.run(
            1,
            () -> {
              throw new IllegalStateException("at " + System.currentTimeMillis());
            });
      } catch (SimulationFailedError expected) {
        System.out.println(expected.getMessage());
      }
    }

    private static void nothing() {
      long began = System.nanoTime(); // outside of the simulation
      var simulated = PlainSimulation.run(1, () -> new StringReader("x").read());
      System.out.println("nothing " + simulated.uncontrolled());
      assertThat(System.nanoTime()).isGreaterThan(began);
    }

    private static void allowed() {
      var options = PlainOptions.DEFAULT.withAllowed(Uncontrolled.RANDOM);
      var simulated = PlainSimulation.run(options, () -> Math.random());
      System.out.println("allowed " + simulated.uncontrolled().size());
    }
  }

  @Test
  void ofALambdaTheMethodAroundItIsRead() throws Exception {
    List<String> printed = ChildRun.withoutAgent(Lambda.class);

    assertThat(printed).contains("nothing []", "allowed 1");
    assertThat(printed)
        .filteredOn(line -> line.startsWith("  "))
        .hasSize(2) // logged, and in the message
        .allMatch(line -> line.startsWith("  CLOCKS: java.lang.System.currentTimeMillis at "));
    assertThat(printed)
        .filteredOn(line -> line.startsWith("simulation failed (seed 1"))
        .singleElement()
        .asString()
        .contains("IllegalStateException: at ");
  }
}
