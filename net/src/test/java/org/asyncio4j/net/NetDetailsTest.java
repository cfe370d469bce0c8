package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Random;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Options and operations that have no other test. */
@Timeout(60)
final class NetDetailsTest {
  private static final KeyStore SERVER = Certificates.SERVER;

  @TempDir Path folder;

  private static byte[] random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return data;
  }

  @Test
  void aConnectionComesFromTheAddressThatIsAskedFor() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0, ServerOptions.DEFAULT.withKeepAlive());
          var local = new InetSocketAddress("127.0.0.2", 0);
          var options = ConnectOptions.DEFAULT.withLocalAddress(local);
          try (var streams = Net.openConnection(HOST, port(server), options)) {
            var from = (InetSocketAddress) streams.writer().getExtraInfo(ExtraInfo.SOCKNAME);
            assertThat(from.getAddress()).isEqualTo(local.getAddress());
            streams.writer().write(bytes("x"));
            assertThat(streams.reader().readexactly(1)).containsExactly('x');
          }
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aFileIsSentOverTls() throws Exception {
    byte[] content = random(3_000_000);
    Path path = Files.write(folder.resolve("file"), content);
    Asyncio.run(
        () -> {
          var sent = Asyncio.getRunningLoop().<Long>createFuture();
          var server =
              Net.startServer(
                  (reader, writer) -> {
                    try (writer;
                        var file = FileChannel.open(path)) {
                      sent.setResult(Net.sendfile(writer.transport(), file, 1000, Long.MAX_VALUE));
                    }
                  },
                  HOST,
                  0,
                  ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER)));
          var trusting = ConnectOptions.DEFAULT.withSsl(Certificates.trusting(SERVER));
          try (var streams = Net.openConnection(HOST, port(server), trusting)) {
            assertThat(streams.reader().read())
                .isEqualTo(Arrays.copyOfRange(content, 1000, content.length));
          }
          assertThat(Asyncio.await(sent)).isEqualTo(content.length - 1000);
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aFileIsSentOverAChannelOfTheJdk() throws Exception {
    byte[] content = random(4_000_000);
    Path path = Files.write(folder.resolve("file"), content);
    Asyncio.run(
        () -> {
          try (var server = ServerSocketChannel.open();
              var client = SocketChannel.open();
              var file = FileChannel.open(path)) {
            server.bind(new InetSocketAddress(HOST, 0)).configureBlocking(false);
            client.configureBlocking(false);
            Net.sockConnect(client, server.getLocalAddress());
            try (var accepted = Net.sockAccept(server)) {
              var sending =
                  Asyncio.createTask(() -> Net.sockSendfile(accepted, file, 10, 3_000_000));
              var received = ByteBuffer.allocate(3_000_000);
              while (received.hasRemaining()) {
                assertThat(Net.sockRecvInto(client, received)).isPositive();
              }
              assertThat(Asyncio.await(sending)).isEqualTo(3_000_000);
              assertThat(received.array()).isEqualTo(Arrays.copyOfRange(content, 10, 3_000_010));
              assertThat(file.position()).isEqualTo(3_000_010);
            }
          }
        });
  }

  @Test
  void aWriterIsCalledWhileThereIsRoom() {
    Asyncio.run(
        () -> {
          Pipe pipe = Pipe.open();
          pipe.sink().configureBlocking(false);
          while (pipe.sink().write(ByteBuffer.allocate(4096)) > 0) {
            // Until it is full.
          }
          var called = Asyncio.getRunningLoop().<String>createFuture();
          Net.addWriter(
              pipe.sink(),
              () -> {
                if (!called.done()) {
                  called.setResult("room");
                }
              });
          for (int i = 0; i < 100; i++) {
            Asyncio.sleep(0);
          }
          assertThat(called.done()).isFalse();
          pipe.source().read(ByteBuffer.allocate(100_000));
          assertThat(Asyncio.await(called)).isEqualTo("room");
          assertThat(Net.removeWriter(pipe.sink())).isTrue();
          assertThat(Net.removeWriter(pipe.sink())).isFalse();
          pipe.sink().close();
          pipe.source().close();
        });
  }
}
