package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes is received though the system tells of it once, or of all of it together. */
@Timeout(60)
final class EdgesTest {
  private static final String HOST = "127.0.0.1";

  private static final int MUCH = 4 << 20;
  private static final int TURNS = 500;
  private static final int REST = Buffers.RECEIVE_BYTES + 100_000;
  private static final double PATIENCE = 50;

  private static void run(Action body) {
    Asyncio.run(() -> Asyncio.timeout(PATIENCE, body));
  }

  private static Recorder halfOpen() {
    var recorder = new Recorder();
    recorder.afterEof = Protocol.AfterEof.KEEP_OPEN;
    return recorder;
  }

  @Test
  void theEndIsToldBehindWhatWasReceivedBeforeThereWasATransport() throws IOException {
    int bytes = 50_000;
    try (var listening = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      run(
          () -> {
            var reactor = NettyReactor.of(Asyncio.getRunningLoop());
            var accepted = new AtomicReference<java.net.Socket>();
            var connecting =
                Asyncio.createTask(
                    () ->
                        Net.createConnection(EdgesTest::halfOpen, HOST, listening.getLocalPort()));
            // In the iteration in which it connects: all is there when that is found out.
            Asyncio.createTask(
                () -> reactor.later(() -> accepted.set(acceptAndEnd(listening, bytes))));
            Recorder client = Asyncio.await(connecting).protocol();
            client.awaitEvent("eof");
            assertThat(client.received).isEqualTo(bytes);
            client.transport().close();
            accepted.get().close();
          });
    }
  }

  private static void sendAndEnd(java.net.Socket socket, int bytes) throws IOException {
    socket.getOutputStream().write(new byte[bytes]);
    socket.shutdownOutput();
  }

  private static java.net.Socket acceptAndEnd(ServerSocket listening, int bytes) {
    try {
      java.net.Socket accepted = listening.accept();
      sendAndEnd(accepted, bytes);
      return accepted;
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void theEndIsToldBehindMuchThatHasComeDuringAPause() {
    run(
        () -> {
          var peer = halfOpen();
          Server server = Net.createServer(() -> peer, HOST, 0);
          try (var socket = new java.net.Socket(HOST, port(server))) {
            peer.awaitEvent("made");
            var stream = (StreamTransport) peer.transport();
            stream.channel.config().setOption(ChannelOption.SO_RCVBUF, MUCH);
            // The system makes more and more room for one who reads much.
            Asyncio.toThread(() -> socket.getOutputStream().write(new byte[MUCH]));
            peer.await(MUCH);
            peer.transport().pauseReading();
            Asyncio.toThread(() -> sendAndEnd(socket, REST));
            // The end is looked at paused or not, if there was room for all before it.
            for (int turn = 0; turn < TURNS && stream.received.isEmpty(); turn++) {
              Asyncio.sleep(0.001);
            }
            peer.transport().resumeReading();
            peer.awaitEvent("eof");
            assertThat(peer.received).isEqualTo(MUCH + REST);
          }
          peer.transport().close();
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void whatIsBehindUrgentDataIsReceived() {
    run(
        () -> {
          var peer = halfOpen();
          Server server = Net.createServer(() -> peer, HOST, 0);
          try (var socket = new java.net.Socket(HOST, port(server))) {
            peer.awaitEvent("made");
            Asyncio.sleep(0);
            // A call receives up to the urgent byte, which is skipped.
            socket.getOutputStream().write(bytes("before"));
            socket.sendUrgentData('!');
            socket.getOutputStream().write(bytes("behind"));
            assertThat(peer.await(12)).isEqualTo("beforebehind");
          }
          peer.awaitEvent("eof");
          peer.transport().close();
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void whatIsBehindADescriptorIsReceived(@TempDir Path folder) {
    Assumptions.assumeTrue(Epoll.isAvailable());
    Path path = folder.resolve("socket");
    run(
        () -> {
          var peer = halfOpen();
          Server server = Net.createUnixServer(() -> peer, path);
          Socket socket = Socket.newSocketDomain();
          socket.connect(new DomainSocketAddress(path.toString()));
          peer.awaitEvent("made");
          Asyncio.sleep(0);
          // A call receives no more than what has come together with a descriptor.
          socket.sendFd(socket.intValue());
          ByteBuffer rest = ByteBuffer.allocateDirect(4).put(bytes("rest")).flip();
          socket.write(rest, 0, 4);
          assertThat(peer.await(5)).endsWith("rest");
          socket.close();
          peer.awaitEvent("eof");
          peer.transport().close();
          server.close();
          server.waitClosed();
        });
  }
}
