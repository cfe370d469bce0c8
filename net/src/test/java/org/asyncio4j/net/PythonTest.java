package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ours and Python's asyncio, in both roles. */
@Tag("one-engine")
@Timeout(120)
final class PythonTest {
  private static final String PROGRAM =
      Path.of("src", "test", "resources", "peer.py").toAbsolutePath().toString();
  private static final KeyStore SERVER = Certificates.SERVER;
  private static final KeyStore OTHER = Certificates.OTHER;
  private static final Peers.Said ALL_CAME_BACK = new Peers.Said(0, "all came back\n");

  @TempDir Path folder;

  @BeforeEach
  void needPython() {
    Peers.need("python3");
  }

  private static List<String> command(String role, String... arguments) {
    List<String> command = new ArrayList<>(List.of("python3", PROGRAM, role));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Peers.Running start(String role, String... arguments) throws IOException {
    return new Peers.Running(command(role, arguments).toArray(String[]::new));
  }

  private static Peers.Said run(String role, String... arguments) {
    return Peers.run("", command(role, arguments).toArray(String[]::new));
  }

  // --- our servers -------------------------------------------------------------------------------

  private static void echo(StreamReader reader, StreamWriter writer) throws Exception {
    try (writer) {
      for (byte[] data; (data = reader.read(65_536)).length > 0; ) {
        writer.write(data);
        writer.drain();
      }
    }
  }

  private static void end(Server server) {
    server.close();
    server.waitClosed();
  }

  @Test
  void itsClientTalksToOurServer() {
    Asyncio.run(
        () -> {
          var server = Net.startServer(PythonTest::echo, HOST, 0);
          assertThat(run("client", "" + port(server))).isEqualTo(ALL_CAME_BACK);
          end(server);
        });
  }

  @Test
  void itsClientTalksToOurServerOverTls() {
    Asyncio.run(
        () -> {
          var options = ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER));
          var server = Net.startServer(PythonTest::echo, HOST, 0, options);
          String trusted = Peers.certificate(folder, SERVER);
          assertThat(run("tls_client", "" + port(server), trusted)).isEqualTo(ALL_CAME_BACK);
          String other = Peers.certificate(folder, OTHER);
          assertThat(run("tls_client", "" + port(server), other).text())
              .contains("CERTIFICATE_VERIFY_FAILED");
          end(server);
        });
  }

  @Test
  void itsClientTalksToOurServerOverAUnixSocket() {
    Asyncio.run(
        () -> {
          Path path = folder.resolve("socket");
          var server = Net.startUnixServer(PythonTest::echo, path);
          assertThat(run("unix_client", path.toString())).isEqualTo(ALL_CAME_BACK);
          end(server);
        });
  }

  @Test
  void itsDatagramsAreAnswered() {
    Asyncio.run(
        () -> {
          var endpoint =
              Net.createDatagramEndpoint(
                  DatagramEcho::new, DatagramOptions.DEFAULT.withLocalAddress(HOST, 0));
          var address = (InetSocketAddress) endpoint.transport().getExtraInfo(ExtraInfo.SOCKNAME);
          assertThat(run("datagram_client", "" + address.getPort())).isEqualTo(ALL_CAME_BACK);
          endpoint.transport().close();
        });
  }

  // --- our clients -------------------------------------------------------------------------------

  /** Lines of all lengths, then much at once; all has to come back. */
  private static void converse(Streams streams, boolean halfClose) throws Exception {
    var random = new Random(7);
    try (streams) {
      StreamWriter writer = streams.writer();
      for (int length = 0; length < 3000; length += 7) {
        byte[] line = bytes("x".repeat(length) + "\n");
        writer.write(line);
        writer.drain();
        assertThat(streams.reader().readline()).isEqualTo(line);
      }
      byte[] much = new byte[5_000_000];
      random.nextBytes(much);
      var sending =
          Asyncio.createTask(
              () -> {
                writer.write(much);
                writer.drain();
                if (halfClose) {
                  writer.writeEof();
                }
              });
      assertThat(streams.reader().readexactly(much.length)).isEqualTo(much);
      Asyncio.await(sending);
      if (halfClose) {
        assertThat(streams.reader().read()).isEmpty();
      }
    }
  }

  private static void end(Peers.Running python) throws IOException {
    python.endInput();
    assertThat(python.status()).isZero();
  }

  @Test
  void ourClientTalksToItsServer() {
    Asyncio.run(
        () -> {
          try (var python = start("server")) {
            int port = Integer.parseInt(python.line());
            converse(Net.openConnection(HOST, port), true);
            end(python);
          }
        });
  }

  @Test
  void ourClientTalksToItsServerOverTls() {
    Asyncio.run(
        () -> {
          String certificate = Peers.certificate(folder, SERVER);
          try (var python = start("tls_server", certificate, Peers.key(folder, SERVER))) {
            int port = Integer.parseInt(python.line());
            var trusting = ConnectOptions.DEFAULT.withSsl(Certificates.trusting(SERVER));
            converse(Net.openConnection(HOST, port, trusting), false);
            var wary = ConnectOptions.DEFAULT.withSsl(Certificates.trusting(OTHER));
            assertThatThrownBy(() -> Net.openConnection(HOST, port, wary))
                .isInstanceOf(SSLHandshakeException.class);
            end(python);
          }
        });
  }

  @Test
  void ourClientTalksToItsServerOverAUnixSocket() {
    Asyncio.run(
        () -> {
          Path path = folder.resolve("socket");
          try (var python = start("unix_server", path.toString())) {
            assertThat(python.line()).isEqualTo(path.toString());
            converse(Net.openUnixConnection(path), true);
            end(python);
          }
        });
  }

  @Test
  void itAnswersOurDatagrams() {
    Asyncio.run(
        () -> {
          try (var python = start("datagram_server")) {
            var address = new InetSocketAddress(HOST, Integer.parseInt(python.line()));
            var endpoint =
                Net.createDatagramEndpoint(
                    DatagramEcho::new, DatagramOptions.DEFAULT.withRemoteAddress(address));
            endpoint.protocol().silent = true;
            for (int length : List.of(0, 1, 2, 1000, 9000, 60_000, 65_507)) {
              if (length == 0 && !DatagramTest.ofConnected()) {
                continue;
              }
              byte[] data = new byte[length];
              new Random(length).nextBytes(data);
              endpoint.transport().sendto(data, null);
              assertThat(endpoint.protocol().received.get()).isEqualTo(data);
            }
            endpoint.transport().close();
            end(python);
          }
        });
  }
}
