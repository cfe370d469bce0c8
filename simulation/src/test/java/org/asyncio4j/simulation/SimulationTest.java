package org.asyncio4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.SchedulePolicy;
import org.asyncio4j.testing.DeadlockError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A world from a seed. */
@Timeout(60)
final class SimulationTest {

  private static void echoes(Simulation simulation) throws Exception {
    simulation.node("server").start(Programs::echo);
    Node client = simulation.node("client");
    for (int i = 0; i < 3; i++) {
      String said = "line " + i;
      assertThat(client.run(() -> Programs.ask("server", said))).isEqualTo(said);
    }
  }

  @Test
  void twoNodesTalkOverTheNetworkWithTheProductionProgram() {
    SimulationReport report = Simulation.run(1, SimulationTest::echoes);

    assertThat(report.simulated()).isBetween(Duration.ofMillis(3), Duration.ofMillis(60));
    assertThat(report.events())
        .anyMatch(line -> line.contains("client") && line.contains("10.0.0.1:7"));
  }

  @Test
  void theSameSeedGivesTheSameHash() {
    assertThat(Simulation.run(7, SimulationTest::echoes))
        .isEqualTo(Simulation.run(7, SimulationTest::echoes));
  }

  @Test
  void anotherSeedGivesAnotherHash() {
    long different =
        LongStream.range(0, 50)
            .map(seed -> Simulation.run(seed, SimulationTest::echoes).hash())
            .distinct()
            .count();

    assertThat(different).isEqualTo(50);
  }

  @Test
  void failureSaysHowToReplayItAndWhatHappened() {
    SimulationProgram program =
        simulation -> {
          simulation.node("server").start(Programs::echo);
          simulation.note("here we go");
          simulation.node("client").run(() -> Programs.ask("server", "hello"));
          assertThat(1).isEqualTo(2);
        };

    assertThatThrownBy(() -> Simulation.run(42, program))
        .isInstanceOfSatisfying(
            SimulationError.class, error -> assertThat(error.report().seed()).isEqualTo(42))
        .hasMessageContaining("simulation with seed 42 failed after PT0.0")
        .hasMessageContaining("-Dasyncio4j.simulation=42")
        .hasMessageContaining("here we go")
        .hasMessageContaining("sends to server 6")
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void aFailureIsTheSameWhenItIsReplayed() {
    SimulationProgram program =
        simulation -> {
          echoes(simulation);
          assertThat(simulation.random().nextInt(20)).isNotZero();
        };
    var options = SimulationOptions.DEFAULT.withShrinking(ShrinkOptions.NONE);
    SimulationError found =
        catchThrowableOfType(
            SimulationError.class, () -> Simulation.runSeeds(options, 1000, program));

    assertThatThrownBy(() -> Simulation.run(found.report().seed(), program))
        .hasMessage(found.getMessage());
  }

  @Test
  void propertyGoesBeforeTheSeedOfTheOptions() {
    System.setProperty(Simulation.REPLAY_PROPERTY, "77");
    try {
      assertThat(Simulation.run(1, SimulationTest::echoes).seed()).isEqualTo(77);
      assertThat(Simulation.runSeeds(SimulationOptions.DEFAULT, 10, SimulationTest::echoes))
          .hasSize(1);
    } finally {
      System.clearProperty(Simulation.REPLAY_PROPERTY);
    }
    assertThat(Simulation.runSeeds(SimulationOptions.DEFAULT, 3, SimulationTest::echoes))
        .extracting(SimulationReport::seed)
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void programOfANodeThatFailsEndsTheSimulation() {
    assertThatThrownBy(
            () ->
                Simulation.run(
                    1,
                    simulation -> {
                      simulation
                          .node("node")
                          .start(
                              () -> {
                                sleep(1);
                                throw new IllegalArgumentException("broken");
                              });
                      sleep(100);
                    }))
        .isInstanceOfSatisfying(
            SimulationError.class,
            error -> assertThat(error.report().simulated()).isEqualTo(Duration.ofSeconds(1)))
        .hasRootCauseMessage("broken");
  }

  @Test
  void programmingErrorInAConnectionsTaskEndsTheSimulation() {
    assertThatThrownBy(
            () ->
                Simulation.run(
                    1,
                    simulation -> {
                      simulation
                          .node("server")
                          .start(
                              () ->
                                  Programs.serve(
                                      (_, _) -> {
                                        throw new NullPointerException("oops");
                                      }));
                      simulation.node("client").run(() -> Programs.ask("server", "hello"));
                    }))
        .isInstanceOf(SimulationError.class)
        .hasRootCauseMessage("oops");
  }

  @Test
  void errorThatNobodyHasRetrievedFailsTheSimulationInTheEnd() {
    assertThatThrownBy(
            () ->
                Simulation.run(
                    1,
                    simulation -> {
                      createTask(
                          () -> {
                            throw new IllegalArgumentException("forgotten");
                          });
                      sleep(1);
                    }))
        .isInstanceOf(SimulationError.class)
        .hasRootCauseMessage("forgotten");
  }

  @Test
  void waitingForEverIsADeadlockAtOnce() {
    assertThatThrownBy(
            () ->
                Simulation.run(
                    1,
                    simulation -> {
                      Node node = simulation.node("node");
                      node.start(() -> Asyncio.getRunningLoop().createFuture().get());
                      sleep(1);
                      Asyncio.await(Asyncio.getRunningLoop().createFuture());
                    }))
        .isInstanceOfSatisfying(
            SimulationError.class,
            error -> assertThat(error.report().simulated()).isEqualTo(Duration.ofSeconds(1)))
        .hasCauseInstanceOf(DeadlockError.class);
  }

  @Test
  void itTakesNoMoreSimulatedTimeThanItsLimit() {
    assertThatThrownBy(
            () ->
                Simulation.run(
                    SimulationOptions.DEFAULT.withLimit(Duration.ofMinutes(1)),
                    _ -> {
                      while (true) {
                        sleep(1);
                      }
                    }))
        .isInstanceOf(SimulationError.class)
        .hasRootCauseMessage("the simulation has not ended after PT1M of simulated time")
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void loopWithoutASleepIsFoundOut() {
    assertThatThrownBy(
            () ->
                Simulation.run(
                    1,
                    _ -> {
                      while (true) {
                        sleep(0);
                      }
                    }))
        .isInstanceOf(SimulationError.class)
        .hasMessageContaining("no time has passed");
  }

  @Test
  void theOrderOfTasksIsTheSeeds() {
    Set<List<String>> orders = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      List<String> order = new ArrayList<>();
      Simulation.run(
          seed,
          _ ->
              Asyncio.await(
                  gather(() -> order.add("a"), () -> order.add("b"), () -> order.add("c"))));
      orders.add(order);
    }
    assertThat(orders).hasSize(6);
  }

  @Test
  void anotherPolicyMayTakeThePlaceOfTheSeeds() {
    List<String> order = new ArrayList<>();
    var last = LoopOptions.DEFAULT.withSchedule(() -> (SchedulePolicy) ready -> ready.size() - 1);
    Simulation.run(
        SimulationOptions.DEFAULT.withLoop(last),
        _ ->
            Asyncio.await(
                gather(() -> order.add("a"), () -> order.add("b"), () -> order.add("c"))));

    assertThat(order).containsExactly("c", "b", "a");
  }

  @Test
  void chanceForTheProgramDoesNotDependOnTheNetworks() {
    List<Integer> drawn = new ArrayList<>();
    for (double loss : new double[] {0, 0.2}) {
      Simulation.run(
          SimulationOptions.DEFAULT.withSeed(3).withLink(LinkOptions.DEFAULT.withLoss(loss)),
          simulation -> {
            echoes(simulation);
            drawn.add(simulation.random().nextInt());
          });
    }
    assertThat(drawn.getFirst()).isEqualTo(drawn.getLast());
  }

  @Test
  void everybodyInItFindsIt() {
    Simulation.run(
        1,
        simulation -> {
          assertThat(Simulation.current()).isSameAs(simulation);
          assertThat(simulation.node("a").run(Simulation::current)).isSameAs(simulation);
        });
    assertThatThrownBy(Simulation::current).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void namesThatLookLikeAddressesAreRefused() {
    Simulation.run(
        1,
        simulation -> {
          assertThatThrownBy(() -> simulation.node("10.0.0.1"))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> simulation.node(""))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  @Test
  void noThreadIsLeftOfSimulationsWhoseNodesHaveCrashed() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    for (int seed = 0; seed < 20; seed++) {
      Simulation.run(
          seed,
          simulation -> {
            Node node = simulation.node("node");
            node.start(() -> Asyncio.await(gather(() -> sleep(100), () -> sleep(200))));
            sleep(1);
            node.crash();
          });
    }
    assertThat(Thread.getAllStackTraces().keySet()).hasSizeLessThan(before.size() + 10);
  }
}
