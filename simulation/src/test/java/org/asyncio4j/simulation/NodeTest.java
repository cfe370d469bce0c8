package org.asyncio4j.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.net.ConnectionResetException;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Streams;
import org.asyncio4j.net.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Crashes, kills, restarts. */
@Timeout(60)
final class NodeTest {

  @Test
  void tasksOfACrashedNodeAreNeverRunAgain() {
    List<String> log = new ArrayList<>();
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          node.start(
              () -> {
                createTask(
                    () -> {
                      sleep(2);
                      log.add("child");
                    });
                getRunningLoop().callLater(2, () -> log.add("callback"));
                sleep(2);
                log.add("main");
              });
          sleep(1);
          node.crash();
          sleep(10);
          assertThat(log).isEmpty();
          assertThat(node.isUp()).isFalse();
        });
    assertThat(log).as("after the verdict tasks are cancelled").doesNotContain("main", "child");
  }

  @Test
  void crashedTasksCleanUpAfterTheVerdictAndReachNothing() {
    List<String> log = new ArrayList<>();
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          node.start(
              () -> {
                try {
                  sleep(100);
                } finally {
                  assertThatThrownBy(() -> Net.openConnection("node", 1))
                      .isInstanceOf(NodeDownException.class);
                  assertThatThrownBy(() -> node.disk().write("file", new byte[1]))
                      .isInstanceOf(NodeDownException.class);
                  log.add("cleaned up");
                }
              });
          sleep(1);
          node.crash();
          sleep(200);
          assertThat(log).isEmpty();
        });
    assertThat(log).containsExactly("cleaned up");
  }

  @Test
  void peersOfACrashedNodeLearnNothingUntilTheySend() {
    Simulation.run(
        1,
        simulation -> {
          Node server = simulation.node("server");
          server.start(Programs::echo);
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      Programs.ask(streams, "hello");
                      server.crash();
                      assertThatThrownBy(() -> timeout(1000, () -> streams.reader().read()))
                          .isInstanceOf(TimeoutException.class);
                      double sent = getRunningLoop().time();
                      assertThatThrownBy(() -> Programs.ask(streams, "anybody?"))
                          .isInstanceOf(ConnectException.class)
                          .hasMessageContaining("timed out");
                      assertThat(getRunningLoop().time() - sent).isBetween(924.0, 1100.0);
                    }
                  });
        });
  }

  @Test
  void restartedNodeResetsConnectionsThatItDoesNotKnow() {
    Simulation.run(
        1,
        simulation -> {
          Node server = simulation.node("server");
          server.start(Programs::echo);
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      Programs.ask(streams, "hello");
                      server.crash();
                      sleep(1);
                      server.restart();
                      sleep(1);
                      assertThatThrownBy(() -> Programs.ask(streams, "still there?"))
                          .isInstanceOf(ConnectionResetException.class);
                    }
                    assertThat(Programs.ask("server", "again")).isEqualTo("again");
                  });
        });
  }

  @Test
  void killedProgramsConnectionsEndAndThenAreReset() {
    Simulation.run(
        1,
        simulation -> {
          Node server = simulation.node("server");
          server.start(Programs::echo);
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      Programs.ask(streams, "hello");
                      server.kill();
                      assertThat(streams.reader().read()).isEmpty();
                      streams.writer().write("still there?\n".getBytes(UTF_8));
                      sleep(1);
                      assertThatThrownBy(() -> streams.writer().drain())
                          .isInstanceOf(ConnectionResetException.class);
                    }
                    assertThatThrownBy(() -> Net.openConnection("server", Programs.PORT))
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining("refused");
                    server.restart();
                    sleep(1);
                    assertThat(Programs.ask("server", "again")).isEqualTo("again");
                  });
        });
  }

  @Test
  void killedProgramThatHasNotReadEverythingResets() {
    Simulation.run(
        1,
        simulation -> {
          Node server = simulation.node("server");
          server.start(
              () ->
                  Programs.serve(
                      (reader, writer) -> {
                        ((Transport) writer.transport()).pauseReading();
                        writer.write("go on\n".getBytes(UTF_8));
                        sleep(100);
                      }));
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      streams.reader().readline();
                      streams.writer().write("unread\n".getBytes(UTF_8));
                      sleep(1);
                      server.kill();
                      assertThatThrownBy(() -> streams.reader().read())
                          .isInstanceOf(ConnectionResetException.class);
                    }
                  });
        });
  }

  @Test
  void programThatEndsClosesItsSocketsAndCancelsItsTasks() {
    List<String> log = new ArrayList<>();
    Simulation.run(
        1,
        simulation -> {
          simulation
              .node("server")
              .start(
                  () -> {
                    Net.startServer((_, writer) -> writer.write("hi\n".getBytes(UTF_8)), "", 7);
                    createTask(
                        () -> {
                          try {
                            sleep(100);
                          } finally {
                            log.add("cancelled");
                          }
                        });
                    sleep(5);
                  });
          simulation
              .node("client")
              .run(
                  () -> {
                    sleep(1);
                    try (Streams streams = Net.openConnection("server", 7)) {
                      assertThat(new String(streams.reader().read(), UTF_8)).isEqualTo("hi\n");
                      assertThat(log).containsExactly("cancelled");
                    }
                    assertThatThrownBy(() -> Net.openConnection("server", 7))
                        .hasMessageContaining("refused");
                  });
        });
  }

  @Test
  void whoWaitsForAProgramLearnsThatItsNodeHasCrashed() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Task<?> waiting = createTask(() -> node.run(() -> sleep(100)));
          sleep(1);
          node.crash();
          assertThatThrownBy(() -> Asyncio.await(waiting))
              .isInstanceOf(NodeDownException.class)
              .hasMessage("process node has crashed");
          assertThatThrownBy(() -> node.run(() -> {}))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("restart() it first");
        });
  }

  @Test
  void cancellingWhoWaitsForAProgramCancelsIt() {
    List<String> log = new ArrayList<>();
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Task<?> waiting =
              createTask(
                  () ->
                      node.run(
                          () -> {
                            try {
                              sleep(100);
                            } finally {
                              log.add("cancelled");
                            }
                          }));
          sleep(1);
          waiting.cancel();
          sleep(1);
          assertThat(log).containsExactly("cancelled");
          assertThat(waiting.cancelled()).isTrue();
        });
  }

  @Test
  void restartStartsWhatWasStartedWithTheSameDisk() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          node.start(
              () -> {
                Disk disk = node.disk();
                disk.append("boots", new byte[] {1});
                disk.sync("boots");
                sleep(1000);
              });
          sleep(1);
          for (int boots = 1; boots <= 3; boots++) {
            assertThat(node.run(() -> node.disk().read("boots"))).hasSize(boots);
            node.crash();
            sleep(1);
            node.restart();
            sleep(1);
          }
          assertThatThrownBy(node::restart)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("crash() or kill() it first");
        });
  }

  @Test
  void nodeThatCrashesItselfGoesNoFurtherThanItsNextSuspension() {
    List<String> log = new ArrayList<>();
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          node.start(
              () -> {
                node.crash();
                log.add("this step");
                sleep(0);
                log.add("next step");
              });
          sleep(1);
        });
    assertThat(log).containsExactly("this step");
  }

  @Test
  void programOfACrashedServerIsNotRunForLateClients() {
    for (int seed = 0; seed < 50; seed++) {
      List<String> log = new ArrayList<>();
      Simulation.run(
          seed,
          simulation -> {
            Node server = simulation.node("server");
            server.start(() -> Programs.serve((_, _) -> log.add("client")));
            Node client = simulation.node("client");
            Task<?> connecting =
                createTask(() -> client.run(() -> Net.openConnection("server", Programs.PORT)));
            sleep(simulation.random().nextDouble(0.004));
            server.crash();
            log.clear();
            sleep(1);
            assertThat(log).isEmpty();
            connecting.cancel();
          });
    }
  }
}
