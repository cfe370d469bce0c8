package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TcpTest {
  private static final String HOST = "127.0.0.1";

  static int port(Server server) {
    return ((InetSocketAddress) server.sockets().getFirst()).getPort();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatIsSentComesBack() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0);
          var client = Net.createConnection(Recorder::new, HOST, port(server));

          client.transport().write(bytes("hello, "));
          client.transport().write(bytes("world"));

          assertThat(client.protocol().await(12)).isEqualTo("hello, world");
          client.transport().close();
          assertThat(Asyncio.await(client.protocol().lost)).isNull();
          assertThat(client.protocol().events).containsExactly("made", "lost");
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void theOtherSideIsToldOfTheEndAndOfTheLoss() {
    Asyncio.run(
        () -> {
          var accepted = new AtomicReference<Recorder>();
          var server =
              Net.createServer(
                  () -> {
                    accepted.set(new Recorder());
                    return accepted.get();
                  },
                  HOST,
                  0);
          var client = Net.createConnection(Recorder::new, HOST, port(server));
          client.transport().write(bytes("x"));
          client.transport().close();
          server.close();
          server.waitClosed();

          assertThat(accepted.get().events).containsExactly("made", "eof", "lost");
          assertThat(accepted.get().text.toString()).isEqualTo("x");
        });
  }

  @Test
  void whatHasACloseCanStandInATry() {
    Asyncio.run(
        () -> {
          Recorder protocol;
          try (var server = Net.createServer(Echo::new, HOST, 0)) {
            try (var client = Net.createConnection(Recorder::new, HOST, port(server));
                Transport transport = client.transport()) {
              protocol = client.protocol();
              transport.write(bytes("hello"));
              assertThat(protocol.await(5)).isEqualTo("hello");
            }
            assertThat(Asyncio.await(protocol.lost)).isNull();
            var anywhere = DatagramOptions.DEFAULT.withLocalAddress(HOST, 0);
            DatagramTransport datagrams;
            try (var endpoint = Net.createDatagramEndpoint(DatagramEcho::new, anywhere)) {
              datagrams = endpoint.transport();
              assertThat(datagrams.isClosing()).isFalse();
            }
            assertThat(datagrams.isClosing()).isTrue();
          }
        });
  }

  @Test
  void aPortWithoutAServerRefuses() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0);
          int port = port(server);
          server.close();
          server.waitClosed();
          Asyncio.sleep(0);

          assertThatThrownBy(() -> Net.createConnection(Recorder::new, HOST, port))
              .isInstanceOf(ConnectException.class)
              .isInstanceOf(IOException.class)
              .hasMessage("Connection refused: 127.0.0.1:" + port);
        });
  }
}
