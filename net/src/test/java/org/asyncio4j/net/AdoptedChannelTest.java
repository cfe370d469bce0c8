package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections of channels that a server of the JDK has accepted. */
@Timeout(60)
final class AdoptedChannelTest {
  private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);
  private static final KeyStore SERVER = Certificates.SERVER;

  @TempDir Path folder;

  /** Talks to the accepted side, through streams. */
  @FunctionalInterface
  private interface Talk {
    void with(Streams client, Connection<Echo> accepted) throws Exception;
  }

  private static void talk(ServerOptions options, ConnectOptions ofClient, Talk talk) {
    Asyncio.run(
        () -> {
          try (var server = ServerSocketChannel.open()) {
            server.bind(ANY).configureBlocking(false);
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            var connecting =
                Asyncio.createTask(() -> Net.openConnection("127.0.0.1", port, ofClient));
            SocketChannel channel = Net.sockAccept(server);
            var accepted = Net.connectAcceptedSocket(Echo::new, channel, options);
            try (var client = Asyncio.await(connecting)) {
              talk.with(client, accepted);
            }
            Asyncio.await(accepted.protocol().lost);
            assertThat(channel.isOpen()).isFalse();
            assertThat(NettyReactor.of(Asyncio.getRunningLoop()).buffers().lent()).isZero();
          }
        });
  }

  private static void sendMuch(Streams client, Connection<Echo> accepted) throws Exception {
    byte[] much = new byte[5_000_000];
    new java.util.Random(3).nextBytes(much);
    var sending =
        Asyncio.createTask(
            () -> {
              client.writer().write(much);
              client.writer().drain();
            });
    assertThat(client.reader().readexactly(much.length)).isEqualTo(much);
    Asyncio.await(sending);
  }

  @Test
  void whatIsSentComesBack() {
    talk(ServerOptions.DEFAULT, ConnectOptions.DEFAULT, AdoptedChannelTest::sendMuch);
  }

  @Test
  void whatIsSentComesBackOverTls() {
    talk(
        ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER)),
        ConnectOptions.DEFAULT.withSsl(Certificates.trusting(SERVER)),
        AdoptedChannelTest::sendMuch);
  }

  @Test
  void eitherSideEndsItsHalf() {
    talk(
        ServerOptions.DEFAULT.withKeepAlive(),
        ConnectOptions.DEFAULT,
        (client, accepted) -> {
          accepted.protocol().afterEof = Protocol.AfterEof.KEEP_OPEN;
          client.writer().write(bytes("question"));
          client.writer().writeEof();
          accepted.protocol().awaitEvent("eof");
          accepted.transport().write(bytes(" answered"));
          accepted.transport().writeEof();
          assertThat(new String(client.reader().read())).isEqualTo("question answered");
          accepted.transport().close();
        });
  }

  @Test
  void aFileIsSent() throws Exception {
    byte[] content = new byte[3_000_000];
    new java.util.Random(4).nextBytes(content);
    Path path = Files.write(folder.resolve("file"), content);
    talk(
        ServerOptions.DEFAULT,
        ConnectOptions.DEFAULT,
        (client, accepted) -> {
          try (var file = FileChannel.open(path)) {
            var sending =
                Asyncio.createTask(
                    () -> Net.sendfile(accepted.transport(), file, 100, content.length));
            byte[] received = client.reader().readexactly(content.length - 100);
            assertThat(received)
                .isEqualTo(java.util.Arrays.copyOfRange(content, 100, content.length));
            assertThat(Asyncio.await(sending)).isEqualTo(content.length - 100);
          }
        });
  }

  @Test
  void readingPauses() {
    talk(
        ServerOptions.DEFAULT,
        ConnectOptions.DEFAULT,
        (client, accepted) -> {
          accepted.transport().pauseReading();
          client.writer().write(bytes("x"));
          for (int i = 0; i < 200; i++) {
            Asyncio.sleep(0);
          }
          assertThat(accepted.protocol().received).isZero();
          accepted.transport().resumeReading();
          assertThat(client.reader().readexactly(1)).containsExactly('x');
        });
  }

  @Test
  void readingPausesAgainAndAgain() {
    talk(
        ServerOptions.DEFAULT,
        ConnectOptions.DEFAULT,
        (client, accepted) -> {
          for (int i = 0; i < 500; i++) {
            accepted.transport().pauseReading();
            Asyncio.sleep(0);
            accepted.transport().resumeReading();
            client.writer().write(bytes("x"));
            assertThat(client.reader().readexactly(1)).containsExactly('x');
          }
        });
  }

  @Test
  void aChannelThatIsNotConnectedIsRefused() {
    Asyncio.run(
        () -> {
          try (var channel = SocketChannel.open()) {
            assertThatThrownBy(() -> Net.connectAcceptedSocket(Echo::new, channel))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected a connected channel, got");
            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
          }
        });
  }
}
