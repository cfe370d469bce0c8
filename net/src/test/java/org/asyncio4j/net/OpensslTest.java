package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our TLS and OpenSSL's. */
@Timeout(120)
final class OpensslTest {
  private static final KeyStore SERVER = Certificates.SERVER;
  private static final KeyStore OTHER = Certificates.OTHER;

  @TempDir Path folder;

  @BeforeEach
  void needOpenssl() {
    Peers.need("openssl");
  }

  // --- our server --------------------------------------------------------------------------------

  private static void shout(StreamReader reader, StreamWriter writer) throws Exception {
    try (writer) {
      for (String line : reader.lines()) {
        writer.write(bytes(line.toUpperCase(java.util.Locale.ROOT) + "\n"));
        writer.drain();
      }
    }
  }

  private Server serve(SSLContext context, TlsOptions tls) throws Exception {
    var options = ServerOptions.DEFAULT.withSsl(context).withTls(tls);
    return Net.startServer(OpensslTest::shout, HOST, 0, options);
  }

  private static void end(Server server) {
    server.close();
    server.closeClients();
    server.waitClosed();
  }

  /** Goes on until its first answer has come, then ends its input. */
  private Peers.Said ask(Server server, KeyStore trusted, String... more) throws Exception {
    var command =
        new java.util.ArrayList<>(
            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port(server)));
    command.addAll(List.of("-brief", "-verify_return_error", "-verify_ip", HOST));
    command.addAll(List.of("-CAfile", Peers.certificate(folder, trusted)));
    command.addAll(List.of(more));
    try (var openssl = new Peers.Running(command.toArray(String[]::new))) {
      var all = new StringBuilder();
      openssl.say("hello\n");
      for (String line; !(line = openssl.line()).isEmpty(); ) {
        all.append(line).append('\n');
        if (line.equals("HELLO")) {
          openssl.endInput();
        }
      }
      return new Peers.Said(openssl.status(), all.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1_2", "1_3"})
  void aClientOfEitherVersionIsServed(String version) {
    Asyncio.run(
        () -> {
          var server = serve(Certificates.context(SERVER), TlsOptions.DEFAULT);
          var said = ask(server, SERVER, "-tls" + version);
          assertThat(said.text())
              .contains("Protocol version: TLSv" + version.replace('_', '.'))
              .contains("Verification: OK")
              .contains("HELLO\n");
          assertThat(said.status()).isZero();
          end(server);
        });
  }

  @Test
  void aClientRefusesACertificateThatNobodyVouchesFor() {
    Asyncio.run(
        () -> {
          var server = serve(Certificates.context(SERVER), TlsOptions.DEFAULT);
          var said = ask(server, OTHER);
          assertThat(said.text()).contains("certificate verify failed").doesNotContain("HELLO");
          assertThat(said.status()).isNotZero();
          end(server);
        });
  }

  @Test
  void aClientRefusesACertificateOfAnotherHost() {
    Asyncio.run(
        () -> {
          var server = serve(Certificates.context(OTHER), TlsOptions.DEFAULT);
          var said = ask(server, OTHER);
          assertThat(said.text()).contains("certificate verify failed").doesNotContain("HELLO");
          end(server);
        });
  }

  @Test
  void aVersionThatBothDoNotShareIsRefusedAndTheServerGoesOn() {
    Asyncio.run(
        () -> {
          var server = serve(Certificates.context(SERVER), TlsOptions.DEFAULT);
          // Without -cipher OpenSSL itself would not try a version so old.
          var said = ask(server, SERVER, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
          assertThat(said.text()).contains("protocol version").doesNotContain("HELLO");
          assertThat(said.status()).isNotZero();
          assertThat(ask(server, SERVER).text()).contains("HELLO\n");
          end(server);
        });
  }

  @Test
  void aClientsCertificateIsAskedForAndChecked() {
    Asyncio.run(
        () -> {
          var tls = TlsOptions.DEFAULT.withClientAuth(ClientAuth.NEED);
          var server = serve(Certificates.context(SERVER, Certificates.CLIENT), tls);
          String certificate = Peers.certificate(folder, Certificates.CLIENT);
          String key = Peers.key(folder, Certificates.CLIENT);
          assertThat(ask(server, SERVER, "-cert", certificate, "-key", key).text())
              .contains("HELLO\n");
          assertThat(ask(server, SERVER).text()).doesNotContain("HELLO");
          end(server);
        });
  }

  @Test
  void anApplicationProtocolIsAgreedOn() {
    Asyncio.run(
        () -> {
          var tls = TlsOptions.DEFAULT.withApplicationProtocols("shout/2", "shout/1");
          var server = serve(Certificates.context(SERVER), tls);
          var said =
              Peers.run(
                  "",
                  "openssl",
                  "s_client",
                  "-connect",
                  HOST + ":" + port(server),
                  "-alpn",
                  "shout/1,other");
          assertThat(said.text()).contains("ALPN protocol: shout/1");
          end(server);
        });
  }

  // --- our client --------------------------------------------------------------------------------

  /** A server that sends back each line reversed. */
  private Peers.Running reverser(int port, KeyStore key, String... more) throws Exception {
    var command =
        new java.util.ArrayList<>(List.of("openssl", "s_server", "-accept", HOST + ":" + port));
    command.addAll(List.of("-cert", Peers.certificate(folder, key)));
    command.addAll(List.of("-key", Peers.key(folder, key), "-rev", "-quiet"));
    command.addAll(List.of(more));
    return new Peers.Running(command.toArray(String[]::new));
  }

  private static ConnectOptions trust(KeyStore... trusted) {
    return ConnectOptions.DEFAULT.withSsl(Certificates.trusting(trusted));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1_2", "1_3"})
  void aServerOfEitherVersionIsTalkedTo(String version) {
    Asyncio.run(
        () -> {
          int port = Peers.freePort();
          try (var openssl = reverser(port, SERVER, "-tls" + version);
              var streams = Peers.connectWhenUp(port, trust(SERVER))) {
            streams.writer().write(bytes("hello\n"));
            assertThat(new String(streams.reader().readline())).isEqualTo("olleh\n");
            assertThat(streams.writer().getExtraInfo(ExtraInfo.SSL_SESSION).getProtocol())
                .isEqualTo("TLSv" + version.replace('_', '.'));
          }
        });
  }

  @Test
  void aServersCertificateIsChecked() {
    Asyncio.run(
        () -> {
          int port = Peers.freePort();
          try (var openssl = reverser(port, OTHER)) {
            assertThatThrownBy(() -> Peers.connectWhenUp(port, trust(SERVER)))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("TLS handshake with 127.0.0.1:" + port + " failed");
            assertThatThrownBy(() -> Net.openConnection(HOST, port, trust(OTHER)))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("subject alternative names");
            var named =
                trust(OTHER).withTls(TlsOptions.DEFAULT.withServerHostname("other.example"));
            try (var streams = Net.openConnection(HOST, port, named)) {
              streams.writer().write(bytes("hello\n"));
              assertThat(new String(streams.reader().readline())).isEqualTo("olleh\n");
            }
          }
        });
  }

  @Test
  void aServerOfAnotherVersionIsAnError() {
    Asyncio.run(
        () -> {
          int port = Peers.freePort();
          try (var openssl = reverser(port, SERVER, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")) {
            assertThatThrownBy(() -> Peers.connectWhenUp(port, trust(SERVER)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("127.0.0.1:" + port);
          }
        });
  }

  @Test
  void aServersCertificateRequestIsAnswered() {
    Asyncio.run(
        () -> {
          int port = Peers.freePort();
          var with =
              ConnectOptions.DEFAULT.withSsl(Certificates.context(Certificates.CLIENT, SERVER));
          String client = Peers.certificate(folder, Certificates.CLIENT);
          try (var openssl =
                  reverser(
                      port, SERVER, "-Verify", "1", "-CAfile", client, "-verify_return_error");
              var streams = Peers.connectWhenUp(port, with)) {
            streams.writer().write(bytes("hello\n"));
            assertThat(new String(streams.reader().readline())).isEqualTo("olleh\n");
          }
        });
  }
}
