package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.port;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our servers and curl. */
@Timeout(120)
final class CurlTest {
  private static final KeyStore SERVER = Certificates.SERVER;
  private static final KeyStore OTHER = Certificates.OTHER;

  // curl's own numbers.
  private static final int CANNOT_VERIFY = 60;

  @TempDir Path folder;
  private final SmallHttp http = new SmallHttp();

  @BeforeEach
  void needCurl() {
    Peers.need("curl");
  }

  private Server serve(KeyStore key) throws Exception {
    var options = ServerOptions.DEFAULT.withSsl(Certificates.context(key));
    return Net.startServer(http, HOST, 0, options);
  }

  /** Runs curl without what its user has configured: proxies, most of all. */
  private static Peers.Said curl(String... arguments) {
    var command = new ArrayList<>(List.of("curl", "-q", "-sS", "--noproxy", "*"));
    command.addAll(List.of(arguments));
    return Peers.run("", command.toArray(String[]::new));
  }

  private static void end(Server server) {
    server.close();
    server.closeClients();
    server.waitClosed();
  }

  @Test
  void keepsAConnectionForSeveralRequests() {
    Asyncio.run(
        () -> {
          var server = Net.startServer(http, HOST, 0);
          String url = "http://127.0.0.1:%s".formatted(port(server));

          var said = curl(url + "/a", url + "/b", url + "/c");

          assertThat(said).isEqualTo(new Peers.Said(0, "GET /a 1 GET /b 2 GET /c 3 "));
          assertThat(http.connections).isEqualTo(1);
          end(server);
        });
  }

  @Test
  void postsABody() {
    Asyncio.run(
        () -> {
          var server = Net.startServer(http, HOST, 0);
          String url = "http://127.0.0.1:%s/form".formatted(port(server));
          Path body = Files.writeString(folder.resolve("body"), "x".repeat(3_000_000));

          var said = curl("--data-binary", "@" + body, url);

          assertThat(said.status()).isZero();
          assertThat(said.text()).isEqualTo("POST /form 1 " + "x".repeat(3_000_000));
          end(server);
        });
  }

  @Test
  void trustsACertificateThatItKnows() {
    Asyncio.run(
        () -> {
          var server = serve(SERVER);
          String url = "https://localhost:%s".formatted(port(server));
          String trusted = Peers.certificate(folder, SERVER);

          var said = curl("-4", "--cacert", trusted, url + "/a", url + "/b");

          assertThat(said).isEqualTo(new Peers.Said(0, "GET /a 1 GET /b 2 "));
          assertThat(http.connections).isEqualTo(1);
          end(server);
        });
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() {
    Asyncio.run(
        () -> {
          var server = serve(SERVER);
          String url = "https://localhost:%s/".formatted(port(server));
          String trusted = Peers.certificate(folder, OTHER);

          var said = curl("-4", "--cacert", trusted, url);

          assertThat(said.status()).isEqualTo(CANNOT_VERIFY);
          end(server);
          assertThat(http.requests).isZero();
        });
  }

  @Test
  void refusesACertificateOfAnotherHost() {
    Asyncio.run(
        () -> {
          var server = serve(OTHER);
          String url = "https://localhost:%s/".formatted(port(server));
          String trusted = Peers.certificate(folder, OTHER);

          var said = curl("-4", "--cacert", trusted, url);

          assertThat(said.status()).isEqualTo(CANNOT_VERIFY);
          assertThat(said.text()).contains("localhost");
          end(server);
          assertThat(http.requests).isZero();
        });
  }

  @Test
  void connectsOverAUnixSocket() {
    Asyncio.run(
        () -> {
          Path path = folder.resolve("socket");
          var server = Net.startUnixServer(http, path);

          var said = curl("--unix-socket", path.toString(), "http://localhost/a");

          assertThat(said).isEqualTo(new Peers.Said(0, "GET /a 1 "));
          end(server);
        });
  }
}
