package org.asyncio4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.net.ExtraInfo;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is called what, and what may be bound. */
@Timeout(60)
final class AddressesTest {
  private static final SimulationOptions FIXED =
      SimulationOptions.DEFAULT.withLink(LinkOptions.DEFAULT.withLatency(Latency.fixed(0.010)));

  private static void run(SimulationProgram program) {
    Simulation.run(FIXED, program);
  }

  private static double now() {
    return getRunningLoop().time();
  }

  @Test
  void namesAreThoseOfNodes() {
    run(
        simulation -> {
          simulation.node("server");
          simulation
              .node("client")
              .run(
                  () -> {
                    var address = Net.getaddrinfo("server", 80).getFirst();
                    assertThat(address).hasToString("server/10.0.0.1:80");
                    assertThat(Net.getnameinfo(address)).isEqualTo("server");
                    assertThatThrownBy(() -> Net.getaddrinfo("nobody", 80))
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessage("nobody: name or service not known");
                  });
        });
  }

  @Test
  void bothSidesKnowEachOthersAddresses() {
    run(
        simulation -> {
          List<String> seen = new ArrayList<>();
          simulation
              .node("server")
              .start(
                  () ->
                      Programs.serve(
                          (_, writer) -> {
                            seen.add("" + writer.getExtraInfo(ExtraInfo.PEERNAME));
                            writer.close();
                          }));
          simulation
              .node("client")
              .run(
                  () -> {
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      seen.add("" + streams.writer().getExtraInfo(ExtraInfo.SOCKNAME));
                      assertThat(streams.writer().getExtraInfo(ExtraInfo.PEERNAME))
                          .hasToString("server/10.0.0.1:7");
                      streams.reader().read();
                    }
                  });
          assertThat(seen).containsExactly("client/10.0.0.2:49152", "client/10.0.0.2:49152");
        });
  }

  @Test
  void loopbackIsTheNodeItself() {
    run(
        simulation -> {
          Node one = simulation.node("one");
          one.start(Programs::echo);
          simulation.node("other");
          simulation.network().isolate(one);

          assertThat(one.run(() -> Programs.ask("localhost", "me"))).isEqualTo("me");
          assertThat(one.run(() -> Programs.ask("one", "me"))).isEqualTo("me");
        });
  }

  @Test
  void serverOnTheSamePortIsRefused() {
    run(
        simulation ->
            simulation
                .node("server")
                .run(
                    () -> {
                      try (Server _ = Net.startServer((_, _) -> {}, "", 80)) {
                        assertThatThrownBy(() -> Net.startServer((_, _) -> {}, "server", 80))
                            .isInstanceOf(BindException.class)
                            .hasMessageContaining("10.0.0.1:80")
                            .hasMessageContaining("already in use");
                      }
                      Net.startServer((_, _) -> {}, "server", 80).close();
                    }));
  }

  @Test
  void addressOfAnotherNodeCannotBeBound() {
    run(
        simulation -> {
          simulation.node("other");
          simulation
              .node("server")
              .run(
                  () ->
                      assertThatThrownBy(() -> Net.startServer((_, _) -> {}, "other", 80))
                          .isInstanceOf(BindException.class)
                          .hasMessageContaining("Cannot assign requested address"));
        });
  }

  @Test
  void addressWithoutANodeDoesNotAnswer() {
    Simulation.run(
        FIXED.withNetwork(FIXED.network().withConnectTimeout(Duration.ofSeconds(5))),
        simulation ->
            simulation
                .node("client")
                .run(
                    () -> {
                      assertThatThrownBy(() -> Net.openConnection("10.9.9.9", 80))
                          .isInstanceOf(ConnectException.class);
                      assertThat(now()).isEqualTo(5);
                    }));
  }

  @Test
  void addressesKnowTheirNamesWithoutAskingTheMachine() {
    run(
        simulation -> {
          simulation.node("server").start(Programs::echo);
          simulation
              .node("client")
              .run(
                  () -> {
                    assertThat(Net.getaddrinfo("10.0.0.1", 80).getFirst().getHostName())
                        .isEqualTo("server");
                    assertThat(Net.getaddrinfo("localhost", 80).getFirst().getHostName())
                        .isEqualTo("localhost");
                    assertThat(Net.getaddrinfo("127.0.0.1", 80).getFirst().getHostName())
                        .isEqualTo("localhost");
                    try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                      var peer =
                          (InetSocketAddress) streams.writer().getExtraInfo(ExtraInfo.PEERNAME);
                      assertThat(peer.getHostName()).isEqualTo("server");
                    }
                  });
        });
  }
}
