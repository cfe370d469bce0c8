package org.asyncio4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.Asyncio;
import org.asyncio4j.FaultPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A failure that takes little is shown with that alone. */
@Timeout(120)
final class ShrinkTest {
  private static final SimulationOptions DEFAULT = SimulationOptions.DEFAULT;
  private static final SimulationOptions FAULTY =
      DEFAULT.withFaults(FaultPlan.of("one", 0.3).with("other", 0.3).with("third", 0.3));

  private static SimulationError failure(SimulationOptions options, SimulationProgram program) {
    return catchThrowableOfType(
        SimulationError.class, () -> Simulation.runSeeds(options, 100, program));
  }

  private static List<String> ids(SimulationError failure) {
    return failure.report().deviations().stream().map(Deviation::id).toList();
  }

  /** Comes to the points one after the other, ten times. */
  private static int[] fired(String... points) {
    int[] counts = new int[points.length];
    for (int i = 0; i < 10; i++) {
      for (int p = 0; p < points.length; p++) {
        counts[p] += FaultPoint.fires(points[p]) ? 1 : 0;
      }
    }
    return counts;
  }

  // --- what is left -----------------------------------------------------------------------------

  @Test
  void oneLostPartOfAStreamIsLeftOfAllThatWasLostAndDelayed() {
    SimulationError failure =
        failure(
            DEFAULT.withLink(LinkOptions.DEFAULT.withLoss(0.05)),
            simulation -> {
              simulation.node("server").start(Programs::echo);
              for (int i = 0; i < 10; i++) {
                double began = simulation.time().toNanos();
                simulation.node("client").run(() -> Programs.ask("server", "hello"));
                assertThat(simulation.time().toNanos() - began).isLessThan(2e8);
              }
            });

    assertThat(ids(failure)).hasSize(1).first().asString().startsWith("lost@");
    assertThat(failure.getMessage())
        .containsPattern(
            "of [0-9]{2,3} deviations from a quiet world 1 are left: it takes this one\n"
                + "  1\\. at 0\\.0[0-9]{2} s: [a-z]+ -> [a-z]+: message [0-9]+ is lost\n");
  }

  @Test
  void twoFaultsThatTakeEachOtherAreBothLeft() {
    SimulationError failure =
        failure(
            FAULTY,
            _ -> {
              int[] counts = fired("one", "other", "third");
              assertThat(counts[0] > 0 && counts[2] > 0).isFalse();
            });

    assertThat(ids(failure))
        .extracting(id -> id.split("@")[1])
        .containsExactlyInAnyOrder("one", "third");
    assertThat(failure).hasMessageContaining("it takes all of these");
  }

  @Test
  void cutsThatDoNotMatterAreLeftOut() {
    SimulationError failure =
        failure(
            DEFAULT,
            simulation -> {
              Node server = simulation.node("server");
              Node client = simulation.node("client");
              server.start(Programs::echo);
              for (int i = 0; i < 5; i++) {
                simulation.network().isolate(server);
                sleep(10);
                if (i == 2) {
                  client.run(() -> Asyncio.timeout(1, () -> Programs.ask("server", "hello")));
                }
                simulation.network().heal();
              }
            });

    assertThat(failure.report().deviations())
        .hasToString("[at 20.000 s: the network is cut from server and client]");
    assertThat(failure.replay()).isEqualTo("0:cut@3");
  }

  @Test
  void crashThatDoesNotMatterIsLeftOutAndSoIsTheRestartAfterIt() {
    SimulationError failure =
        failure(
            DEFAULT,
            simulation -> {
              int[] starts = new int[2];
              Node crashed = simulation.node("crashed");
              Node killed = simulation.node("killed");
              crashed.start(() -> sleep(++starts[0] * 100));
              killed.start(() -> sleep(++starts[1] * 100));
              sleep(1);
              crashed.crash();
              killed.kill();
              sleep(1);
              crashed.restart();
              killed.restart();
              sleep(1);
              if (starts[1] > 1) {
                throw new IllegalStateException(starts[0] + " and " + starts[1] + " starts");
              }
            });

    assertThat(failure).hasRootCauseMessage("1 and 2 starts");
    assertThat(failure.replay()).isEqualTo("0:killed@killed@1");
  }

  @Test
  void whatWasNotSyncedIsLostInACrashAndBothAreLeft() {
    SimulationError failure =
        failure(
            DEFAULT,
            simulation -> {
              Node node = simulation.node("node");
              node.run(() -> node.disk().write("file", new byte[10]));
              node.crash();
              node.restart();
              assertThat(node.disk().exists("file")).isTrue();
            });

    assertThat(failure.report().deviations())
        .extracting(Deviation::what)
        .containsExactly("node loses its power", "node loses what was not synced of file");
  }

  @Test
  void theOrderOfTasksIsLeftWhereItMatters() {
    SimulationError failure =
        failure(
            DEFAULT,
            _ -> {
              int[] balance = {0};
              Asyncio.await(
                  gather(
                      () -> balance[0] += 1,
                      () -> {
                        int before = balance[0];
                        sleep(1);
                        balance[0] = before + 500;
                      }));
              assertThat(balance[0]).isEqualTo(501);
            });

    assertThat(failure.report().deviations())
        .extracting(Deviation::what)
        .containsExactly("Task-3 goes on before Task-2");
  }

  @Test
  void whatHappensInAQuietWorldTooNeedsNothing() {
    SimulationError failure =
        failure(
            DEFAULT,
            simulation -> {
              simulation.node("server").start(Programs::echo);
              simulation.node("client").run(() -> Programs.ask("server", "hello"));
              throw new IllegalStateException("always");
            });

    assertThat(failure.replay()).isEqualTo("0:quiet");
    assertThat(failure).hasMessageContaining("0 are left: it happens in a quiet world, too");
  }

  // --- the same failure -------------------------------------------------------------------------

  private static void failsInTwoWays(Simulation simulation) {
    int[] counts = fired("one", "other");
    if (counts[0] > 0) {
      throw new IllegalStateException(counts[1] > 0 ? "both" : "one");
    }
  }

  @Test
  void anotherFailureIsNotTakenForThisOne() {
    SimulationError failure = failure(FAULTY.withSeed(2), ShrinkTest::failsInTwoWays);

    assertThat(failure).hasRootCauseMessage("both");
    assertThat(ids(failure)).hasSize(2);
  }

  @Test
  void theTestMayJudgeWhichFailuresAreTheSame() {
    SimulationOptions lenient =
        FAULTY.withShrinking(ShrinkOptions.DEFAULT.withSame((_, _) -> true)).withSeed(2);

    assertThat(ids(failure(lenient, ShrinkTest::failsInTwoWays))).hasSize(1);
  }

  @Test
  void theSameIsClassAndFirstLineButForNumbersOfAllCauses() {
    var found = new IllegalStateException("version 8 is lost\nsince 1", new AssertionError("a"));

    assertThat(
            ShrinkOptions.isSame(
                found, new IllegalStateException("version 12 is lost", new AssertionError("a"))))
        .isTrue();
    assertThat(
            ShrinkOptions.isSame(
                found, new IllegalStateException("version 8 is lost", new AssertionError("b"))))
        .isFalse();
    assertThat(ShrinkOptions.isSame(found, new IllegalStateException("version 8 is lost")))
        .isFalse();
    assertThat(
            ShrinkOptions.isSame(
                found, new IllegalArgumentException("version 8 is lost", new AssertionError("a"))))
        .isFalse();
  }

  // --- limits -----------------------------------------------------------------------------------

  @Test
  void noMoreRunsAreMadeThanAreAllowed() {
    AtomicInteger runs = new AtomicInteger();
    SimulationProgram fails =
        _ -> {
          runs.incrementAndGet();
          assertThat(fired("one")[0]).isLessThan(2);
        };

    SimulationError some =
        failure(FAULTY.withShrinking(ShrinkOptions.DEFAULT.withRuns(3)).withSeed(2), fails);
    assertThat(some).hasMessageContaining("no more runs were allowed");
    assertThat(runs.getAndSet(0)).isEqualTo(1 + 3);

    SimulationError none = failure(FAULTY.withShrinking(ShrinkOptions.NONE).withSeed(2), fails);
    assertThat(none.replay()).isEqualTo("2");
    assertThat(none.report().deviations()).isEmpty();
    assertThat(runs.get()).isEqualTo(1);
  }

  @Test
  void programThatTakesChanceFromElsewhereIsFoundOut() {
    AtomicInteger elsewhere = new AtomicInteger();
    SimulationError failure =
        failure(
            DEFAULT,
            simulation -> {
              sleep(elsewhere.incrementAndGet());
              throw new IllegalStateException("after a while");
            });

    assertThat(failure)
        .hasMessageContaining("not made smaller: run again, the same seed took another course");
    assertThat(failure.replay()).isEqualTo("0");
  }

  /** With an odd seed it is late because of many delays, otherwise because the network is cut. */
  private static void comesLate(Simulation simulation) throws Exception {
    simulation.node("server").start(Programs::echo);
    Node client = simulation.node("client");
    boolean odd = simulation.seed() % 2 != 0;
    for (int i = 0; i < 30; i++) {
      client.run(() -> Programs.ask("server", "hello"));
    }
    if (!odd) {
      simulation.network().isolate(client);
      createTask(
          () -> {
            sleep(1);
            simulation.network().heal();
          });
      client.run(() -> Programs.ask("server", "hello"));
    }
    // In a quiet world it takes 60 ms.
    if (simulation.time().toMillis() > (odd ? 90 : 1000)) {
      throw new IllegalStateException("late");
    }
  }

  @Test
  void failureThatTakesManyDelaysIsLookedForWhereItTakesLess() {
    SimulationError failure = failure(DEFAULT.withSeed(1), ShrinkTest::comesLate);

    assertThat(failure.replay()).isEqualTo("2:cut@1");
    assertThat(failure).hasMessageContaining("1 are left, instead of seed 1's: it takes this one");
  }
}
