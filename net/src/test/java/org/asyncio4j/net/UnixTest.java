package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class UnixTest {
  @TempDir Path folder;

  @Test
  void whatIsSentComesBackAndTheFileIsRemoved() {
    Path path = folder.resolve("socket");
    Asyncio.run(
        () -> {
          var server = Net.createUnixServer(Echo::new, path);
          assertThat(server.sockets()).containsExactly(UnixDomainSocketAddress.of(path));
          var client = Net.createUnixConnection(Recorder::new, path);
          client.transport().write(bytes("hello"));
          assertThat(client.protocol().await(5)).isEqualTo("hello");
          assertThat(client.transport().getExtraInfo(ExtraInfo.PEERNAME))
              .isEqualTo(UnixDomainSocketAddress.of(path));
          client.transport().close();
          server.close();
          server.waitClosed();
          assertThat(path).doesNotExist();
        });
  }

  @Test
  void whereNobodyListensIsAnError() {
    Path path = folder.resolve("nobody");
    Asyncio.run(
        () -> {
          assertThatThrownBy(() -> Net.createUnixConnection(Recorder::new, path))
              .isInstanceOf(IOException.class)
              .hasMessageContaining(path.toString());
        });
  }

  @Test
  void eitherSideEndsItsHalf() {
    Path path = folder.resolve("socket");
    var accepted = new AtomicReference<Recorder>();
    Asyncio.run(
        () -> {
          var server =
              Net.createUnixServer(
                  () -> {
                    accepted.set(new Echo());
                    accepted.get().afterEof = Protocol.AfterEof.KEEP_OPEN;
                    return accepted.get();
                  },
                  path);
          try (var client = Net.openUnixConnection(path)) {
            client.writer().write(bytes("question"));
            client.writer().writeEof();
            accepted.get().awaitEvent("eof");
            accepted.get().transport().write(bytes(" answered"));
            accepted.get().transport().writeEof();
            assertThat(new String(client.reader().read())).isEqualTo("question answered");
            assertThat(accepted.get().events).containsExactly("made", "eof");
          }
          accepted.get().transport().close();
          server.close();
          server.waitClosed();
          assertThat(accepted.get().events).containsExactly("made", "eof", "lost");
        });
  }

  @Test
  void aPeerThatHasEndedItsHalfCanBeSentAFileAndMuchMore() throws Exception {
    Path path = folder.resolve("socket");
    byte[] content = new byte[1_000_000];
    new Random(4).nextBytes(content);
    Path file = Files.write(folder.resolve("file"), content);
    Asyncio.run(
        () -> {
          var server =
              Net.startUnixServer(
                  (reader, writer) -> {
                    try (writer;
                        var opened = FileChannel.open(file)) {
                      assertThat(reader.read()).hasSize(5_000_000);
                      Net.sendfile(writer.transport(), opened, 0, content.length);
                      writer.write(new byte[5_000_000]);
                      writer.drain();
                    }
                  },
                  path);
          try (var client = Net.openUnixConnection(path)) {
            client.writer().write(new byte[5_000_000]);
            client.writer().writeEof();
            assertThat(client.reader().readexactly(content.length)).isEqualTo(content);
            assertThat(client.reader().read()).hasSize(5_000_000);
          }
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aServerThatIsNotClosedLeavesNoFileEither() throws Exception {
    Path path = folder.resolve("socket");
    Asyncio.run(() -> Net.createUnixServer(Echo::new, path));
    assertThat(path).doesNotExist();
  }

  @Test
  void aServerWithoutRoomForAnotherIsAnErrorWithThePath() {
    Path path = folder.resolve("socket");
    Asyncio.run(
        () -> {
          var full = ServerOptions.DEFAULT.withBacklog(1).withoutStarting();
          var server = Net.createUnixServer(Echo::new, path, full);
          List<Connection<Recorder>> waiting = new ArrayList<>();
          assertThatThrownBy(
                  () -> {
                    while (waiting.size() < 10) {
                      waiting.add(Net.createUnixConnection(Recorder::new, path));
                    }
                  })
              .isInstanceOf(IOException.class)
              .hasMessageContaining("Resource temporarily unavailable")
              .hasMessageContaining(path.toString());
          assertThat(waiting).isNotEmpty();
          waiting.forEach(each -> each.transport().close());
          server.close();
          server.waitClosed();
        });
  }
}
