package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StreamTransportTest {
  private static final String HOST = "127.0.0.1";

  @TempDir Path folder;

  /** A client, and what the server made of it. */
  private record Pair(Server server, Connection<Transport, Recorder> client, Recorder peer) {
    static Pair of(Supplier<? extends Recorder> factory) throws IOException {
      var made = new ArrayList<Recorder>();
      var server =
          Net.createServer(
              () -> {
                made.add(factory.get());
                return made.getLast();
              },
              HOST,
              0);
      var client = Net.createConnection(Recorder::new, HOST, port(server));
      while (made.isEmpty()) {
        Asyncio.sleep(0);
      }
      made.getFirst().awaitEvent("made");
      return new Pair(server, client, made.getFirst());
    }

    void end() {
      client.transport().abort();
      server.close();
      server.abortClients();
      server.waitClosed();
    }
  }

  @Test
  void oneHalfCanBeClosed() {
    Asyncio.run(
        () -> {
          var pair =
              Pair.of(
                  () -> {
                    var peer = new Recorder();
                    peer.afterEof = Protocol.AfterEof.KEEP_OPEN;
                    return peer;
                  });
          pair.client.transport().write(bytes("question"));
          pair.client.transport().writeEof();
          pair.peer.awaitEvent("eof");
          pair.peer.transport().write(bytes("answer"));
          pair.peer.transport().close();

          Asyncio.await(pair.client.protocol().lost);
          assertThat(pair.client.protocol().text.toString()).isEqualTo("answer");
          assertThat(pair.client.protocol().events).containsExactly("made", "eof", "lost");
          assertThat(pair.peer.text.toString()).isEqualTo("question");
          assertThatThrownBy(() -> pair.client.transport().write(bytes("more")))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("after writeEof()");
          pair.end();
        });
  }

  @Test
  void aResetIsTheReasonOfTheLoss() {
    Asyncio.run(
        () -> {
          try (var listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(HOST, 0));
            var client = Net.createConnection(Recorder::new, HOST, listening.getLocalPort());
            var accepted = listening.accept();
            accepted.setSoLinger(true, 0);
            accepted.close();

            assertThat(Asyncio.await(client.protocol().lost))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset: 127.0.0.1:" + listening.getLocalPort());
            client.transport().write(bytes("dropped"));
            assertThat(client.transport().getWriteBufferSize()).isZero();
          }
        });
  }

  @Test
  void aSlowReaderPausesTheWriter() {
    Asyncio.run(
        () -> {
          var pair = Pair.of(Recorder::new);
          pair.peer.transport().pauseReading();
          var transport = pair.client.transport();
          byte[] block = new byte[32 * 1024];
          int written = 0;
          while (!pair.client.protocol().events.contains("pause")) {
            transport.write(block);
            written += block.length;
            Asyncio.sleep(0);
          }
          assertThat(transport.getWriteBufferSize()).isGreaterThan(64 * 1024);
          assertThat(transport.getWriteBufferSize()).isLessThanOrEqualTo(96 * 1024);
          assertThat(pair.peer.received).isZero();
          assertThat(pair.peer.transport().isReading()).isFalse();

          pair.peer.transport().resumeReading();
          pair.client.protocol().awaitEvent("resume");
          assertThat(transport.getWriteBufferSize()).isLessThanOrEqualTo(16 * 1024);
          pair.peer.await(written);
          assertThat(pair.peer.received).isEqualTo(written);
          pair.end();
        });
  }

  @Test
  void theMarksAreExact() {
    Asyncio.run(
        () -> {
          var pair = Pair.of(Recorder::new);
          var transport = pair.client.transport();
          transport.setWriteBufferLimits(new WriteBufferLimits(10, 100));
          transport.write(new byte[100]);
          assertThat(pair.client.protocol().events).containsExactly("made");
          transport.write(new byte[1]);
          assertThat(pair.client.protocol().events).containsExactly("made", "pause");
          assertThat(transport.getWriteBufferSize()).isEqualTo(101);
          pair.client.protocol().awaitEvent("resume");
          assertThat(transport.getWriteBufferSize()).isZero();
          pair.end();
        });
  }

  @Test
  void theCallerMayUseItsArrayAgain() {
    Asyncio.run(
        () -> {
          var pair = Pair.of(Recorder::new);
          byte[] data = bytes("first");
          pair.client.transport().write(data);
          data[0] = 'X';
          pair.client.transport().write(ByteBuffer.wrap(bytes("second")));
          pair.client.transport().writelines(List.of(bytes("a"), bytes("b")));
          assertThat(pair.peer.await(13)).isEqualTo("firstsecondab");
          pair.end();
        });
  }

  @Test
  void whatIsWrittenAfterCloseIsDropped() {
    Asyncio.run(
        () -> {
          var pair = Pair.of(Recorder::new);
          pair.client.transport().write(bytes("sent"));
          pair.client.transport().close();
          pair.client.transport().write(bytes("dropped"));
          Asyncio.await(pair.peer.lost);
          assertThat(pair.peer.text.toString()).isEqualTo("sent");
          assertThat(pair.client.transport().isClosing()).isTrue();
          pair.end();
        });
  }

  @Test
  void aProtocolThatFailsLosesItsConnectionAndIsReported() {
    var reports = new ArrayList<String>();
    Asyncio.run(
        () -> {
          Asyncio.getRunningLoop()
              .setExceptionHandler((loop, report) -> reports.add(report.message()));
          var failure = new IllegalStateException("cannot parse");
          var pair =
              Pair.of(
                  () ->
                      new Recorder() {
                        @Override
                        public void dataReceived(byte[] data) {
                          throw failure;
                        }
                      });
          pair.client.transport().write(bytes("x"));
          assertThat(Asyncio.await(pair.peer.lost)).isSameAs(failure);
          pair.end();
        });
    assertThat(reports).containsExactly("Fatal error: protocol.dataReceived() call failed.");
  }

  @Test
  void aBufferedProtocolReceivesIntoItsOwnBuffer() {
    Asyncio.run(
        () -> {
          var buffer = ByteBuffer.allocate(7);
          var received = new StringBuilder();
          var lost = Asyncio.getRunningLoop().<String>createFuture();
          class Own implements BufferedProtocol {
            @Override
            public ByteBuffer getBuffer(int sizeHint) {
              return buffer.clear();
            }

            @Override
            public void bufferUpdated(int bytes) {
              received.append(new String(buffer.array(), 0, bytes));
            }

            @Override
            public void connectionLost(Throwable exception) {
              lost.setResult("lost");
            }
          }
          var server = Net.createServer(Own::new, HOST, 0);
          var client = Net.createConnection(Recorder::new, HOST, port(server));
          client.transport().write(bytes("more than seven bytes"));
          client.transport().close();
          Asyncio.await(lost);
          assertThat(received.toString()).isEqualTo("more than seven bytes");
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aFileIsSent() throws IOException {
    Path path = folder.resolve("file");
    byte[] content = new byte[3_000_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 >> 8);
    }
    Files.write(path, content);
    Asyncio.run(
        () -> {
          var pair = Pair.of(Recorder::new);
          try (var file = FileChannel.open(path)) {
            pair.client.transport().write(bytes("head"));
            assertThat(Net.sendfile(pair.client.transport(), file, 1000, Long.MAX_VALUE))
                .isEqualTo(2_999_000);
            assertThat(file.position()).isEqualTo(3_000_000);
            assertThat(file.isOpen()).isTrue();
            pair.client.transport().write(bytes("tail"));
          }
          String all = pair.peer.await(2_999_008);
          assertThat(all).startsWith("head").endsWith("tail");
          assertThat(bytes(all.substring(4, all.length() - 4)))
              .isEqualTo(java.util.Arrays.copyOfRange(content, 1000, content.length));
          pair.end();
        });
  }

  @Test
  void addressesAreKnown() {
    Asyncio.run(
        () -> {
          var pair = Pair.of(Recorder::new);
          assertThat(pair.client.transport().getExtraInfo(ExtraInfo.PEERNAME))
              .isEqualTo(new InetSocketAddress(HOST, port(pair.server)));
          assertThat(pair.client.transport().getExtraInfo(ExtraInfo.SOCKNAME))
              .isEqualTo(pair.peer.transport().getExtraInfo(ExtraInfo.PEERNAME));
          assertThat(pair.client.transport().getExtraInfo(ExtraInfo.SSL_SESSION)).isNull();
          pair.end();
        });
  }
}
