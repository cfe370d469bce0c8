package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import java.nio.file.Path;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ours and OpenBSD's netcat. */
@Timeout(120)
final class NetcatTest {
  @TempDir Path folder;

  @BeforeEach
  void needNetcat() {
    Peers.need("nc");
  }

  /** Answers when the other side has ended its half. */
  private static void count(StreamReader reader, StreamWriter writer) throws Exception {
    try (writer) {
      writer.write(bytes("got " + reader.read().length));
      writer.drain();
    }
  }

  @Test
  void aClientThatEndsItsHalfGetsTheAnswer() {
    Asyncio.run(
        () -> {
          var server = Net.startServer(NetcatTest::count, HOST, 0);

          var said = Peers.run("x".repeat(1_000_000), "nc", "-N", HOST, "" + port(server));

          assertThat(said).isEqualTo(new Peers.Said(0, "got 1000000"));
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aClientOfAUnixSocketThatEndsItsHalfGetsTheAnswer() {
    Asyncio.run(
        () -> {
          Path path = folder.resolve("socket");
          var server = Net.startUnixServer(NetcatTest::count, path);

          var said = Peers.run("hello", "nc", "-N", "-U", path.toString());

          assertThat(said).isEqualTo(new Peers.Said(0, "got 5"));
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aServerThatEndsItsHalfStillReceives() {
    Asyncio.run(
        () -> {
          int port = Peers.freePort();
          try (var nc = new Peers.Running("nc", "-N", "-l", HOST, "" + port)) {
            nc.say("from nc\n");
            nc.endInput();
            var streams = Peers.connectWhenUp(port, ConnectOptions.DEFAULT);
            assertThat(new String(streams.reader().read())).isEqualTo("from nc\n");
            assertThat(streams.reader().atEof()).isTrue();

            streams.writer().write(bytes("to nc\n"));
            streams.writer().drain();
            streams.writer().writeEof();

            assertThat(nc.line()).isEqualTo("to nc");
            assertThat(nc.status()).isZero();
            streams.close();
          }
        });
  }

  @Test
  void aPeerThatIsKilledEndsTheStream() {
    Asyncio.run(
        () -> {
          var ended = Asyncio.getRunningLoop().<byte[]>createFuture();
          var server =
              Net.startServer(
                  (reader, writer) -> {
                    try (writer) {
                      writer.write(reader.readline());
                      ended.setResult(reader.read());
                    }
                  },
                  HOST,
                  0);
          try (var nc = new Peers.Running("nc", HOST, "" + port(server))) {
            nc.say("are you there?\n");
            assertThat(nc.line()).isEqualTo("are you there?");
          }
          assertThat(Asyncio.await(ended)).isEmpty();
          server.close();
          server.waitClosed();
        });
  }
}
