package org.asyncio4j.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Protocol;
import org.asyncio4j.net.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a program ends: as {@code Asyncio.run} does, which cancels its tasks and waits for them. */
@Timeout(60)
final class ExitTest {

  @Test
  void tasksThatAreCancelledStillHaveTheNetworkWhileTheyCleanUp() {
    Simulation.run(
        1,
        simulation -> {
          List<String> heard = new ArrayList<>();
          simulation
              .node("server")
              .start(() -> Programs.serve((reader, _) -> reader.lines().forEach(heard::add)));
          simulation
              .node("client")
              .run(
                  () -> {
                    createTask(
                        () -> {
                          try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                            try {
                              sleep(100);
                            } finally {
                              streams.writer().write("bye\n".getBytes(UTF_8));
                              streams.writer().drain();
                            }
                          }
                        });
                    sleep(1);
                  });
          sleep(1);
          assertThat(heard).containsExactly("bye");
        });
  }

  /** A program of a second, whose task cleans up for three more. */
  private static void cleanUpIn(List<String> log) {
    createTask(
        () -> {
          try {
            sleep(100);
          } finally {
            sleep(3);
            log.add("cleaned up");
          }
        });
    sleep(1);
  }

  @Test
  void aProgramIsOverWhenItsLastTaskIs() {
    Simulation.run(
        1,
        simulation -> {
          List<String> log = new ArrayList<>();
          simulation.node("node").run(() -> cleanUpIn(log));
          assertThat(log).containsExactly("cleaned up");
          assertThat(simulation.time()).hasSeconds(4);
        });
  }

  @Test
  void aCrashStopsTheTasksOfAProgramThatIsEnding() {
    List<String> log = new ArrayList<>();
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          node.start(() -> cleanUpIn(log));
          sleep(2);
          node.crash();
          sleep(10);
          assertThat(log).isEmpty();
        });
  }

  @Test
  void whatATaskFailsWithWhileItIsCancelledIsReported() {
    assertThatThrownBy(
            () ->
                Simulation.run(
                    1,
                    simulation ->
                        simulation
                            .node("node")
                            .run(
                                () -> {
                                  createTask(
                                      () -> {
                                        try {
                                          sleep(100);
                                        } finally {
                                          throw new IllegalStateException("no clean-up");
                                        }
                                      });
                                  sleep(1);
                                })))
        .isInstanceOf(SimulationError.class)
        .hasStackTraceContaining("no clean-up");
  }

  @Test
  void theDeathOfAnotherNodesProgramIsNoExcuse() {
    assertThatThrownBy(
            () ->
                Simulation.run(
                    1,
                    simulation -> {
                      Node worker = simulation.node("worker");
                      simulation.node("master").start(() -> worker.run(() -> sleep(100)));
                      sleep(1);
                      worker.kill();
                      sleep(1);
                    }))
        .isInstanceOf(SimulationError.class)
        .hasCauseInstanceOf(NodeDownException.class)
        .hasMessageContaining("process worker has been killed");
  }

  @Test
  void killedProgramThatWasWaitedForMayBeRunAgain() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Task<?> waiting = createTask(() -> node.run(() -> sleep(100)));
          sleep(1);
          node.kill();
          assertThatThrownBy(() -> Asyncio.await(waiting)).isInstanceOf(NodeDownException.class);
          assertThat(node.run(() -> "again")).isEqualTo("again");
        });
  }

  @Test
  void callbacksOfAProgramThatHasEndedAreNotRun() {
    List<String> log = new ArrayList<>();
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          node.run(() -> getRunningLoop().callLater(5, () -> log.add("late")));
          sleep(10);
          assertThat(log).isEmpty();
          node.restart();
          assertThat(node.isUp()).isTrue();
        });
  }

  @Test
  void protocolsAreToldThatTheirConnectionsEndWithTheirProgram() {
    Simulation.run(
        1,
        simulation -> {
          simulation.node("server").start(Programs::echo);
          List<String> log = new ArrayList<>();
          simulation
              .node("client")
              .run(
                  () ->
                      Net.createConnection(
                          () ->
                              new Protocol() {
                                @Override
                                public void connectionLost(Throwable exception) {
                                  log.add("lost " + exception);
                                }
                              },
                          "server",
                          Programs.PORT));
          assertThat(log).containsExactly("lost null");
        });
  }
}
