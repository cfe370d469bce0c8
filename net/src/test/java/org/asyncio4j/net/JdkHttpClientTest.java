package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.port;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our servers and the JDK's client. */
@Timeout(120)
final class JdkHttpClientTest {
  private static final KeyStore SERVER = Certificates.SERVER;
  private final SmallHttp http = new SmallHttp();

  private static HttpRequest post(String url, String body) {
    return HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body)).build();
  }

  @Test
  void manyRequestsAtOnce() {
    Asyncio.run(
        () -> {
          var server = Net.startServer(http, HOST, 0);
          String url = "http://127.0.0.1:%s/".formatted(port(server));
          try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 200; i++) {
              answers.add(client.sendAsync(post(url + i, "body " + i), BodyHandlers.ofString()));
            }
            for (int i = 0; i < 200; i++) {
              assertThat(Asyncio.await(answers.get(i)).body())
                  .matches("POST /%s \\d+ body %s".formatted(i, i));
            }
            // One after the other: a connection that is there is used again.
            int connections = http.connections;
            for (int i = 0; i < 20; i++) {
              Asyncio.await(client.sendAsync(post(url, "again"), BodyHandlers.ofString()));
            }
            assertThat(http.connections).isEqualTo(connections);
            server.close();
            server.closeClients();
          }
          server.waitClosed();
        });
    assertThat(http.requests).isEqualTo(220);
  }

  @Test
  void speaksTls() {
    Asyncio.run(
        () -> {
          var options = ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER));
          var server = Net.startServer(http, HOST, 0, options);
          String url = "https://127.0.0.1:%s/".formatted(port(server));
          try (var client =
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .sslContext(Certificates.trusting(SERVER))
                  .build()) {
            var answer = client.sendAsync(post(url, "x".repeat(500_000)), BodyHandlers.ofString());
            assertThat(Asyncio.await(answer).body()).isEqualTo("POST / 1 " + "x".repeat(500_000));
            server.close();
            server.closeClients();
          }
          server.waitClosed();
        });
  }
}
