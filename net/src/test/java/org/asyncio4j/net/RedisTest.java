package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.IncompleteReadException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client over our streams, and a Redis server. */
@Timeout(120)
final class RedisTest {
  @TempDir Path folder;
  private int port;

  @BeforeEach
  void needRedis() throws IOException {
    Peers.need("redis-server");
    port = Peers.freePort();
  }

  private Peers.Running start() throws IOException {
    return new Peers.Running(
        "redis-server",
        "--port",
        "" + port,
        "--bind",
        Peers.HOST,
        "--dir",
        folder.toString(),
        "--unixsocket",
        socket().toString(),
        "--save",
        "",
        "--appendonly",
        "no",
        "--logfile",
        folder.resolve("log").toString());
  }

  private Path socket() {
    return folder.resolve("redis.sock");
  }

  private RespClient connect() throws IOException {
    return new RespClient(Peers.connectWhenUp(port, ConnectOptions.DEFAULT));
  }

  @Test
  void setsAndGets() {
    Asyncio.run(
        () -> {
          try (var redis = start();
              var client = connect()) {
            String large = "x".repeat(5_000_000);
            assertThat(client.ask("SET", "key", large)).isEqualTo("OK");
            assertThat(client.ask("GET", "key")).isEqualTo(large);
            assertThat(client.ask("GET", "nothing")).isNull();
            assertThatThrownBy(() -> client.ask("INCR", "key"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not an integer");
            try (var other = new RespClient(Net.openUnixConnection(socket()))) {
              assertThat(other.ask("STRLEN", "key")).isEqualTo(5_000_000L);
            }
          }
        });
  }

  @Test
  void sendsManyCommandsBeforeTheFirstAnswer() {
    Asyncio.run(
        () -> {
          try (var redis = start();
              var client = connect()) {
            int commands = 20_000;
            var sending =
                Asyncio.createTask(
                    () -> {
                      for (int i = 0; i < commands; i++) {
                        client.send("INCR", "counter");
                      }
                    });
            for (long i = 1; i <= commands; i++) {
              assertThat(client.answer()).isEqualTo(i);
            }
            Asyncio.await(sending);
          }
        });
  }

  @Test
  void aCancelledSubscriberLosesNoMessage() {
    Asyncio.run(
        () -> {
          try (var redis = start();
              var publisher = connect();
              var subscriber = connect()) {
            assertThat(subscriber.ask("SUBSCRIBE", "news"))
                .isEqualTo(List.of("subscribe", "news", 1L));
            List<Object> heard = new ArrayList<>();
            var first = Asyncio.createTask(() -> heard.add(subscriber.answer()));
            Asyncio.sleep(0);
            first.cancel();
            assertThatThrownBy(() -> Asyncio.await(first)).isInstanceOf(CancelledError.class);
            assertThat(publisher.ask("PUBLISH", "news", "one")).isEqualTo(1L);
            assertThat(publisher.ask("PUBLISH", "news", "two")).isEqualTo(1L);

            heard.add(subscriber.answer());
            heard.add(subscriber.answer());

            assertThat(heard)
                .containsExactly(
                    List.of("message", "news", "one"), List.of("message", "news", "two"));
          }
        });
  }

  @Test
  void aServerThatIsKilledIsNoticed() {
    Asyncio.run(
        () -> {
          try (var redis = start();
              var client = connect()) {
            assertThat(client.ask("PING")).isEqualTo("PONG");
            var waiting = Asyncio.createTask(client::answer);
            Asyncio.sleep(0);
            redis.close();
            assertThatThrownBy(() -> Asyncio.await(waiting))
                .isInstanceOf(IncompleteReadException.class);
          }
        });
  }
}
