package org.asyncio4j.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.ConnectionResetException;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams over the simulated network. */
@Timeout(60)
final class StreamsTest {
  private static final SimulationOptions FIXED =
      SimulationOptions.DEFAULT.withLink(LinkOptions.DEFAULT.withLatency(Latency.fixed(0.010)));

  private static void run(SimulationProgram program) {
    Simulation.run(FIXED, program);
  }

  private static double now() {
    return getRunningLoop().time();
  }

  @Test
  void whatIsSentArrivesAfterTheLatency() {
    run(
        simulation -> {
          simulation.node("server").start(Programs::echo);
          simulation
              .node("client")
              .run(
                  () -> {
                    double began = now();
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      assertThat(now() - began).as("a round trip").isCloseTo(0.02, within(1e-6));
                      assertThat(Programs.ask(streams, "hello")).isEqualTo("hello");
                      assertThat(now() - began).as("another").isCloseTo(0.04, within(1e-6));
                    }
                  });
        });
  }

  @Test
  void portWithoutListenerRefusesAfterARoundTrip() {
    run(
        simulation -> {
          simulation.node("server");
          simulation
              .node("client")
              .run(
                  () -> {
                    assertThatThrownBy(() -> Net.openConnection("server", 80))
                        .isInstanceOf(ConnectException.class)
                        .hasMessage("Connection refused: 10.0.0.1:80");
                    assertThat(now()).isCloseTo(0.02, within(1e-6));
                  });
        });
  }

  @Test
  void deadNodeDoesNotAnswer() {
    run(
        simulation -> {
          simulation.node("server").crash();
          simulation
              .node("client")
              .run(
                  () -> {
                    assertThatThrownBy(() -> Net.openConnection("server", 80))
                        .isInstanceOf(ConnectException.class)
                        .hasMessage("Connection timed out: 10.0.0.1:80");
                    assertThat(now()).isEqualTo(127);
                  });
        });
  }

  private double latest;

  @Test
  void lossDelaysAStreamButLosesNothing() {
    var lossy = FIXED.network().link().withLoss(0.1);
    for (int seed = 0; seed < 20; seed++) {
      Simulation.run(
          FIXED.withSeed(seed).withLink(lossy),
          simulation -> {
            simulation.node("server").start(Programs::echo);
            simulation
                .node("client")
                .run(
                    () -> {
                      try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                        for (int i = 0; i < 20; i++) {
                          streams.writer().write(("line " + i + "\n").getBytes(UTF_8));
                          sleep(0.001);
                        }
                        for (int i = 0; i < 20; i++) {
                          assertThat(new String(streams.reader().readline(), UTF_8))
                              .isEqualTo("line " + i + "\n");
                        }
                        latest = Math.max(latest, now());
                      }
                    });
          });
    }
    assertThat(latest).as("when the unluckiest had it all").isGreaterThan(0.4);
  }

  @Test
  void largeAmountsArriveWholeThroughANarrowWindow() {
    Simulation.run(
        FIXED.withNetwork(FIXED.network().withWindow(1000)),
        simulation -> {
          byte[] large = new byte[100_000];
          simulation.random().nextBytes(large);
          simulation
              .node("server")
              .start(
                  () ->
                      Programs.serve(
                          (reader, writer) -> {
                            writer.write(reader.read());
                            writer.close();
                          }));
          byte[] back =
              simulation
                  .node("client")
                  .run(
                      () -> {
                        try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                          streams.writer().write(large);
                          streams.writer().writeEof();
                          return streams.reader().read();
                        }
                      });
          assertThat(Arrays.equals(back, large)).isTrue();
          assertThat(simulation.time())
              .as("a window a round trip")
              .isGreaterThan(Duration.ofSeconds(3));
        });
  }

  @Test
  void bandwidthLimitsWhatFitsThrough() {
    Simulation.run(
        FIXED.withLink(FIXED.network().link().withBandwidth(10_000)),
        simulation -> {
          simulation.node("server").start(Programs::echo);
          String line = "x".repeat(9_999);
          assertThat(simulation.node("client").run(() -> Programs.ask("server", line)))
              .hasSize(9_999);
          assertThat(simulation.time()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2100));
        });
  }

  @Test
  void clientWaitsForAServerThatHasNotStarted() {
    run(
        simulation -> {
          simulation
              .node("server")
              .start(
                  () -> {
                    try (Server server =
                        Net.startServer(
                            (_, writer) -> writer.close(),
                            "",
                            Programs.PORT,
                            ServerOptions.DEFAULT.withoutStarting())) {
                      sleep(3);
                      server.serveForever();
                    }
                  });
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      assertThat(streams.reader().read()).isEmpty();
                    }
                    assertThat(now()).isBetween(3.0, 3.1);
                  });
        });
  }

  @Test
  void cancelledConnectLeavesNothingBehind() {
    run(
        simulation -> {
          List<String> served = new ArrayList<>();
          simulation
              .node("server")
              .start(
                  () ->
                      Programs.serve(
                          (reader, writer) -> {
                            served.add("connection");
                            assertThatThrownBy(() -> reader.read())
                                .isInstanceOf(ConnectionResetException.class);
                            writer.close();
                          }));
          simulation
              .node("client")
              .run(
                  () -> {
                    for (double moment : new double[] {0, 0.005, 0.015, 0.02}) {
                      var connecting = createTask(() -> Programs.ask("server", "hello"));
                      sleep(moment);
                      connecting.cancel();
                      Asyncio.wait(List.of(connecting));
                      assertThat(connecting.cancelled()).isTrue();
                    }
                    sleep(1);
                  });
          assertThat(served).hasSizeLessThanOrEqualTo(1);
        });
  }

  @Test
  void serverKnowsItsClientsAndWaitsForThem() {
    run(
        simulation -> {
          simulation
              .node("server")
              .start(
                  () -> {
                    Server server = Net.startServer((_, _) -> {}, "", Programs.PORT);
                    sleep(1);
                    assertThat(server.toString()).contains("clients=1");
                    server.close();
                    server.closeClients();
                    server.waitClosed();
                  });
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      assertThat(streams.reader().read()).isEmpty();
                    }
                  });
        });
  }

  @Test
  void flowControlStopsTheWriterOfASlowReader() {
    run(
        simulation -> {
          simulation
              .node("server")
              .start(
                  () ->
                      Programs.serve(
                          (reader, writer) -> {
                            sleep(100);
                            while (reader.read(65_536).length > 0) {
                              sleep(0.1);
                            }
                            writer.close();
                          }));
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      for (int i = 0; i < 100; i++) {
                        streams.writer().write(new byte[10_000]);
                        streams.writer().drain();
                      }
                      assertThat(now()).isGreaterThan(100);
                    }
                  });
        });
  }

  @Test
  void whatNeedsTheMachineIsRefusedByItsName() {
    run(
        simulation -> {
          Node node = simulation.node("node");
          node.run(
              () -> {
                assertThatThrownBy(() -> Net.openUnixConnection(java.nio.file.Path.of("/tmp/none")))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("createUnixConnection")
                    .hasMessageContaining("node node");
                assertThatThrownBy(() -> Net.createSubprocessExec("true"))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("subprocess");
                assertThatThrownBy(
                        () ->
                            Net.openConnection(
                                "node",
                                1,
                                ConnectOptions.DEFAULT.withSsl(
                                    javax.net.ssl.SSLContext.getDefault())))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("TLS is not simulated");
              });
          assertThatThrownBy(() -> Net.openConnection("node", 1))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("on no node");
        });
  }

  @Test
  void unreadStreamsThatNobodyHoldsStayOpenWhateverTheGarbageCollectorDoes() {
    run(
        simulation -> {
          simulation.node("server").start(Programs::echo);
          simulation
              .node("client")
              .run(
                  () -> {
                    StreamReader reader = Net.openConnection("server", Programs.PORT).reader();
                    System.gc();
                    sleep(1);
                    assertThat(reader.atEof()).isFalse();
                  });
        });
  }

  @Test
  void serversProtocolFactoryThatFailsIsNotTheClientsTrouble() {
    List<String> reports = new ArrayList<>();
    run(
        simulation -> {
          getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.message()));
          simulation
              .node("server")
              .start(
                  () -> {
                    Net.createServer(
                        () -> {
                          throw new IllegalStateException("no protocol");
                        },
                        "",
                        Programs.PORT);
                    sleep(10);
                  });
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      assertThat(streams.reader().read()).isEmpty();
                    }
                  });
        });
    assertThat(reports).containsExactly("Error on transport creation for incoming connection");
  }

  @Test
  void clientsProtocolFactoryThatFailsIsNotTheServersTrouble() {
    run(
        simulation -> {
          simulation.node("server").start(Programs::echo);
          simulation
              .node("client")
              .run(
                  () ->
                      assertThatThrownBy(
                              () ->
                                  Net.createConnection(
                                      () -> {
                                        throw new IllegalStateException("no protocol");
                                      },
                                      "server",
                                      Programs.PORT))
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessage("no protocol"));
        });
  }
}
