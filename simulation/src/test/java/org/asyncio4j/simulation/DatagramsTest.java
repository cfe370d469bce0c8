package org.asyncio4j.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.sleep;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.asyncio4j.net.BaseTransport;
import org.asyncio4j.net.DatagramOptions;
import org.asyncio4j.net.DatagramProtocol;
import org.asyncio4j.net.DatagramTransport;
import org.asyncio4j.net.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datagrams over the simulated network. */
@Timeout(60)
final class DatagramsTest {
  private static final int PORT = 53;

  private static final class Log implements DatagramProtocol {
    final List<String> received = new ArrayList<>();
    final List<Exception> errors = new ArrayList<>();
    boolean made;

    @Override
    public void connectionMade(BaseTransport transport) {
      made = true;
    }

    @Override
    public void datagramReceived(byte[] data, SocketAddress sender) {
      received.add(new String(data, UTF_8));
    }

    @Override
    public void errorReceived(Exception exception) {
      errors.add(exception);
    }
  }

  private static List<String> sent(long seed, LinkOptions link, int count) {
    var log = new Log();
    Simulation.run(
        SimulationOptions.DEFAULT.withSeed(seed).withLink(link),
        simulation -> {
          simulation
              .node("server")
              .start(
                  () -> {
                    Net.createDatagramEndpoint(
                        () -> log, DatagramOptions.DEFAULT.withLocalAddress("server", PORT));
                    sleep(100);
                  });
          simulation.node("client").run(() -> send(count));
        });
    assertThat(log.made).isTrue();
    return log.received;
  }

  private static void send(int count) throws Exception {
    sleep(1);
    DatagramTransport transport =
        Net.createDatagramEndpoint(
                Log::new, DatagramOptions.DEFAULT.withRemoteAddress("server", PORT))
            .transport();
    for (int i = 0; i < count; i++) {
      transport.sendto(String.format(Locale.ROOT, "%02d", i).getBytes(UTF_8), null);
    }
    sleep(1);
    transport.close();
  }

  @Test
  void withoutTroubleTheyArriveOnceAndInOrder() {
    assertThat(sent(1, LinkOptions.DEFAULT, 50)).hasSize(50).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void lossLosesSome() {
    assertThat(sent(1, LinkOptions.DEFAULT.withLoss(0.3), 100)).hasSizeBetween(50, 90).isSorted();
  }

  @Test
  void duplicationDoublesSome() {
    List<String> received = sent(1, LinkOptions.DEFAULT.withDuplication(0.3), 100);

    assertThat(received).hasSizeBetween(110, 150);
    assertThat(new HashSet<>(received)).hasSize(100);
  }

  @Test
  void reorderingHasSomeOvertaken() {
    List<String> received = sent(1, LinkOptions.DEFAULT.withReordering(0.3), 100);

    assertThat(received).hasSize(100).doesNotHaveDuplicates();
    assertThat(received).isNotEqualTo(received.stream().sorted().toList());
  }

  @Test
  void partitionSwallowsThem() {
    var log = new Log();
    Simulation.run(
        1,
        simulation -> {
          Node server = simulation.node("server");
          server.start(
              () -> {
                Net.createDatagramEndpoint(
                    () -> log, DatagramOptions.DEFAULT.withLocalAddress("server", PORT));
                sleep(100);
              });
          simulation.network().isolate(server);
          Node client = simulation.node("client");
          simulation.network().isolate(server);
          client.run(() -> send(3));
          simulation.network().heal();
          client.run(() -> send(2));
        });
    assertThat(log.received).containsExactly("00", "01");
  }

  @Test
  void portThatNobodyHasIsReportedToWhoIsConnectedToIt() {
    var log = new Log();
    Simulation.run(
        1,
        simulation -> {
          simulation.node("server");
          simulation
              .node("client")
              .run(
                  () -> {
                    var transport =
                        Net.createDatagramEndpoint(
                                () -> log, DatagramOptions.DEFAULT.withRemoteAddress("server", 1))
                            .transport();
                    transport.sendto(new byte[1], null);
                    sleep(1);
                    transport.sendto(new byte[70_000], null);
                    sleep(1);
                  });
        });
    assertThat(log.errors).hasSize(2);
    assertThat(log.errors.getFirst()).isInstanceOf(PortUnreachableException.class);
    assertThat(log.errors.getLast()).hasMessage("Message too long: 70000 bytes");
  }

  @Test
  void portIsHadByOneAndGivenBack() {
    Simulation.run(
        1,
        simulation ->
            simulation
                .node("node")
                .run(
                    () -> {
                      var options = DatagramOptions.DEFAULT.withLocalAddress("0.0.0.0", PORT);
                      var first = Net.createDatagramEndpoint(Log::new, options);
                      assertThatThrownBy(() -> Net.createDatagramEndpoint(Log::new, options))
                          .isInstanceOf(BindException.class);
                      first.transport().close();
                      Net.createDatagramEndpoint(Log::new, options);
                    }));
  }

  @Test
  void emptyOnesArriveToo() {
    var log = new Log();
    Simulation.run(
        1,
        simulation -> {
          simulation.node("server").start(() -> listen(log, "server"));
          simulation
              .node("client")
              .run(
                  () -> {
                    var endpoint =
                        Net.createDatagramEndpoint(
                            Log::new, DatagramOptions.DEFAULT.withRemoteAddress("server", PORT));
                    endpoint.transport().sendto(new byte[0], null);
                    sleep(1);
                  });
        });
    assertThat(log.received).containsExactly("");
  }

  private static void listen(DatagramProtocol protocol, String host) throws Exception {
    Net.createDatagramEndpoint(
        () -> protocol, DatagramOptions.DEFAULT.withLocalAddress(host, PORT));
    sleep(100);
  }

  /** Sends back what it receives. */
  private static final class Echo implements DatagramProtocol {
    private DatagramTransport transport;

    @Override
    public void connectionMade(BaseTransport made) {
      transport = (DatagramTransport) made;
    }

    @Override
    public void datagramReceived(byte[] data, SocketAddress sender) {
      transport.sendto(data, sender);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, localhost", "localhost, localhost", "0.0.0.0, node", "node, node"})
  void answersFindTheirWayBackOnTheSameNode(String bound, String asked) {
    var log = new Log();
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          node.start(() -> listen(new Echo(), bound));
          node.run(
              () -> {
                sleep(1);
                var endpoint =
                    Net.createDatagramEndpoint(
                        () -> log, DatagramOptions.DEFAULT.withRemoteAddress(asked, PORT));
                endpoint.transport().sendto("hello".getBytes(UTF_8), null);
                sleep(1);
              });
        });
    assertThat(log.received).containsExactly("hello");
  }

  @Test
  void receiverThatIsNotResolvedIsRefused() {
    Simulation.run(
        1,
        simulation ->
            simulation
                .node("node")
                .run(
                    () -> {
                      var transport =
                          Net.createDatagramEndpoint(Log::new, DatagramOptions.DEFAULT).transport();
                      var server = InetSocketAddress.createUnresolved("server", PORT);
                      assertThatThrownBy(() -> transport.sendto(new byte[1], server))
                          .isInstanceOf(IllegalArgumentException.class)
                          .hasMessageContaining("server/<unresolved>:53 is not resolved")
                          .hasMessageContaining("getaddrinfo");
                    }));
  }
}
