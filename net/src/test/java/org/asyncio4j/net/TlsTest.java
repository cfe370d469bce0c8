package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import java.net.SocketException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TlsTest {
  private static final String HOST = "127.0.0.1";
  // Made before any loop runs: it starts processes.
  private static final KeyStore SERVER = Certificates.SERVER;
  private static final KeyStore OTHER = Certificates.OTHER;
  private static final KeyStore CLIENT = Certificates.CLIENT;

  private final List<Recorder> accepted = new ArrayList<>();

  private Echo newEcho() {
    var echo = new Echo();
    accepted.add(echo);
    return echo;
  }

  private Server serve(KeyStore key) throws Exception {
    return serve(Certificates.context(key), TlsOptions.DEFAULT);
  }

  private Server serve(SSLContext context, TlsOptions tls) throws Exception {
    var options = ServerOptions.DEFAULT.withSsl(context).withTls(tls);
    return Net.createServer(this::newEcho, HOST, 0, options);
  }

  private static ConnectOptions trust(KeyStore... trusted) {
    return ConnectOptions.DEFAULT.withSsl(Certificates.trusting(trusted));
  }

  private static void end(Server server) {
    server.close();
    server.closeClients();
    server.waitClosed();
  }

  @Test
  void whatIsSentComesBackDecrypted() {
    Asyncio.run(
        () -> {
          var server = serve(SERVER);
          var client = Net.createConnection(Recorder::new, HOST, port(server), trust(SERVER));
          client.transport().write(bytes("secret".repeat(50_000)));

          assertThat(client.protocol().await(300_000)).isEqualTo("secret".repeat(50_000));
          assertThat(client.transport().getExtraInfo(ExtraInfo.SSL_SESSION).getProtocol())
              .isEqualTo("TLSv1.3");
          assertThat(client.transport().getExtraInfo(ExtraInfo.SSLCONTEXT)).isNotNull();
          assertThat(client.transport().canWriteEof()).isFalse();
          client.transport().close();
          assertThat(Asyncio.await(client.protocol().lost)).isNull();
          end(server);
          assertThat(accepted.getFirst().events).containsSubsequence("made", "eof", "lost");
        });
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    Asyncio.run(
        () -> {
          var server = serve(SERVER);

          assertThatThrownBy(
                  () -> Net.createConnection(Recorder::new, HOST, port(server), trust(OTHER)))
              .isInstanceOf(SSLHandshakeException.class)
              .hasMessageContaining("TLS handshake with 127.0.0.1:" + port(server) + " failed");
          end(server);
          assertThat(accepted).allSatisfy(p -> assertThat(p.events).isEmpty());
        });
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    Asyncio.run(
        () -> {
          var server = serve(OTHER);

          assertThatThrownBy(
                  () -> Net.createConnection(Recorder::new, HOST, port(server), trust(OTHER)))
              .isInstanceOf(SSLHandshakeException.class)
              .hasMessageContaining("subject alternative names");
          end(server);
        });
  }

  @Test
  void theNameToCheckCanBeGivenOrLeftOut() {
    Asyncio.run(
        () -> {
          var server = serve(OTHER);
          var named = trust(OTHER).withTls(TlsOptions.DEFAULT.withServerHostname("other.example"));
          var any = trust(OTHER).withTls(TlsOptions.DEFAULT.withServerHostname(""));

          for (var options : List.of(named, any)) {
            var client = Net.createConnection(Recorder::new, HOST, port(server), options);
            client.transport().write(bytes("x"));
            assertThat(client.protocol().await(1)).isEqualTo("x");
            client.transport().close();
            Asyncio.await(client.protocol().lost);
          }
          end(server);
        });
  }

  @Test
  void garbageIsNoHandshake() {
    Asyncio.run(
        () -> {
          var server = serve(SERVER);
          var plain = Net.createConnection(Recorder::new, HOST, port(server));
          plain.transport().write(bytes("GET / HTTP/1.1\r\n\r\n"));
          Asyncio.await(plain.protocol().lost);
          end(server);
          assertThat(accepted.getFirst().events).isEmpty();
        });
  }

  @Test
  void aServerWithoutTlsIsFoundOut() {
    Asyncio.run(
        () -> {
          var server =
              Net.createServer(
                  () ->
                      new Recorder() {
                        @Override
                        public void connectionMade(BaseTransport transport) {
                          super.connectionMade(transport);
                          transport().write(bytes("220 hello\r\n"));
                        }
                      },
                  HOST,
                  0);
          assertThatThrownBy(
                  () -> Net.createConnection(Recorder::new, HOST, port(server), trust(SERVER)))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("what was received is not TLS");
          end(server);
        });
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Recorder::new, HOST, 0);
          var options = trust(SERVER).withTls(TlsOptions.DEFAULT.withHandshakeTimeout(0.05));
          assertThatThrownBy(() -> Net.createConnection(Recorder::new, HOST, port(server), options))
              .isInstanceOf(SSLHandshakeException.class)
              .hasMessageContaining("is taking longer than 0.05 seconds");
          end(server);
        });
  }

  @Test
  void aServerThatClosesInTheHandshakeIsAReset() {
    Asyncio.run(
        () -> {
          var server =
              Net.createServer(
                  () ->
                      new Recorder() {
                        @Override
                        public void dataReceived(byte[] data) {
                          transport().abort();
                        }
                      },
                  HOST,
                  0);
          assertThatThrownBy(
                  () -> Net.createConnection(Recorder::new, HOST, port(server), trust(SERVER)))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("Connection reset");
          end(server);
        });
  }

  @Test
  void theSidesAgreeOnAProtocol() {
    Asyncio.run(
        () -> {
          var server =
              serve(
                  Certificates.context(SERVER),
                  TlsOptions.DEFAULT.withApplicationProtocols("h2", "http/1.1"));
          var options =
              trust(SERVER).withTls(TlsOptions.DEFAULT.withApplicationProtocols("http/1.1"));
          var client = Net.createConnection(Recorder::new, HOST, port(server), options);

          assertThat(client.transport().getExtraInfo(ExtraInfo.APPLICATION_PROTOCOL))
              .isEqualTo("http/1.1");
          client.transport().close();
          Asyncio.await(client.protocol().lost);
          end(server);
        });
  }

  @Test
  void aServerThatNeedsCertificatesGetsThem() {
    Asyncio.run(
        () -> {
          var server =
              serve(
                  Certificates.context(SERVER, CLIENT),
                  TlsOptions.DEFAULT.withClientAuth(ClientAuth.NEED));
          var known = ConnectOptions.DEFAULT.withSsl(Certificates.context(CLIENT, SERVER));
          var client = Net.createConnection(Recorder::new, HOST, port(server), known);
          client.transport().write(bytes("x"));
          client.protocol().await(1);
          assertThat(
                  accepted
                      .getFirst()
                      .transport()
                      .getExtraInfo(ExtraInfo.SSL_SESSION)
                      .getPeerCertificates())
              .containsExactly(CLIENT.getCertificate("client"));
          client.transport().close();
          Asyncio.await(client.protocol().lost);

          try {
            var nobody = Net.createConnection(Recorder::new, HOST, port(server), trust(SERVER));
            assertThat(Asyncio.await(nobody.protocol().lost)).isInstanceOf(SSLException.class);
          } catch (SSLException refused) {
            // TLS 1.3 tells a client only after its side of the handshake.
          }
          end(server);
          assertThat(accepted.getLast().events).isEmpty();
        });
  }

  @Test
  void aPlainConnectionCanBecomeSecureOnBothSides() {
    Asyncio.run(
        () -> {
          var serverContext = Certificates.context(SERVER);
          class Upgrading extends Echo {
            @Override
            public void dataReceived(byte[] data) {
              if (!new String(data).equals("STARTTLS")) {
                super.dataReceived(data);
                return;
              }
              transport().write(bytes("ready"));
              Asyncio.createTask(
                  () ->
                      Net.startTls(
                          transport(), this, serverContext, TlsOptions.DEFAULT.withServerSide()));
            }
          }
          var server = Net.createServer(Upgrading::new, HOST, 0);
          var client = Net.createConnection(Recorder::new, HOST, port(server));
          client.transport().write(bytes("STARTTLS"));
          client.protocol().await(5);

          var transport =
              Net.startTls(
                  client.transport(),
                  client.protocol(),
                  Certificates.trusting(SERVER),
                  TlsOptions.DEFAULT.withServerHostname("localhost"));
          transport.write(bytes("secret"));

          assertThat(client.protocol().await(11)).isEqualTo("readysecret");
          assertThat(transport.getExtraInfo(ExtraInfo.SSL_SESSION).isValid()).isTrue();
          transport.close();
          Asyncio.await(client.protocol().lost);
          end(server);
          assertThat(client.protocol().events).containsExactly("made", "lost");
        });
  }

  @Test
  void aSlowReaderHoldsTheWriterBack() {
    Asyncio.run(
        () -> {
          var server = serve(SERVER);
          var client = Net.createConnection(Recorder::new, HOST, port(server), trust(SERVER));
          client.transport().write(bytes("x"));
          client.protocol().await(1);
          accepted.getFirst().transport().pauseReading();
          byte[] block = new byte[60_000];
          int written = 1;
          while (!client.protocol().events.contains("pause")) {
            client.transport().write(block);
            written += block.length;
            Asyncio.sleep(0);
          }
          assertThat(client.transport().getWriteBufferSize()).isBetween(64 * 1024, 256 * 1024);

          accepted.getFirst().transport().resumeReading();
          client.protocol().awaitEvent("resume");
          client.protocol().await(written);
          assertThat(client.protocol().received).isEqualTo(written);
          client.transport().close();
          Asyncio.await(client.protocol().lost);
          end(server);
        });
  }
}
