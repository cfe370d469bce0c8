package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SocketOpsTest {
  private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

  private static SocketChannel newClient() throws Exception {
    var client = SocketChannel.open();
    client.configureBlocking(false);
    return client;
  }

  @Test
  void aConversationOverTheJdksChannels() {
    Asyncio.run(
        () -> {
          try (var server = ServerSocketChannel.open();
              var client = newClient()) {
            server.bind(ANY).configureBlocking(false);
            var accepting = Asyncio.createTask(() -> Net.sockAccept(server));
            Net.sockConnect(client, server.getLocalAddress());
            try (var accepted = Asyncio.await(accepting)) {
              var echo =
                  Asyncio.createTask(
                      () -> {
                        byte[] data;
                        int all = 0;
                        while ((data = Net.sockRecv(accepted, 64 * 1024)).length > 0) {
                          all += data.length;
                        }
                        Net.sockSendall(accepted, ByteBuffer.wrap(bytes("got " + all)));
                      });
              Net.sockSendall(client, ByteBuffer.wrap(new byte[5_000_000]));
              client.shutdownOutput();
              ByteBuffer answer = ByteBuffer.allocate(100);
              while (answer.position() < 11) {
                assertThat(Net.sockRecvInto(client, answer)).isPositive();
              }
              assertThat(new String(answer.array(), 0, 11)).isEqualTo("got 5000000");
              Asyncio.await(echo);
            }
          }
        });
  }

  @Test
  void aRefusedConnectionNamesTheAddress() {
    Asyncio.run(
        () -> {
          InetSocketAddress nobody;
          try (var server = ServerSocketChannel.open()) {
            nobody = (InetSocketAddress) server.bind(ANY).getLocalAddress();
          }
          try (var client = newClient()) {
            assertThatThrownBy(() -> Net.sockConnect(client, nobody))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Connection refused: 127.0.0.1:" + nobody.getPort());
          }
        });
  }

  @Test
  void aCancelledReceiverLeavesNothingBehind() {
    Asyncio.run(
        () -> {
          try (var one = DatagramChannel.open();
              var other = DatagramChannel.open()) {
            one.bind(ANY).configureBlocking(false);
            other.bind(ANY).configureBlocking(false);
            var receiving = Asyncio.createTask(() -> Net.sockRecvfrom(one));
            Asyncio.sleep(0);
            receiving.cancel();
            assertThatThrownBy(() -> Asyncio.await(receiving)).isInstanceOf(CancelledError.class);
            assertThat(Net.removeReader(one)).isFalse();

            Net.sockSendto(other, ByteBuffer.wrap(bytes("hello")), one.getLocalAddress());
            var datagram = Net.sockRecvfrom(one);
            assertThat(datagram.data()).isEqualTo(bytes("hello"));
            assertThat(datagram.sender()).isEqualTo(other.getLocalAddress());
          }
        });
  }

  @Test
  void aReaderIsCalledWheneverThereIsSomethingToRead() {
    Asyncio.run(
        () -> {
          Pipe pipe = Pipe.open();
          pipe.source().configureBlocking(false);
          var read = new ArrayList<Byte>();
          var end = Asyncio.getRunningLoop().<String>createFuture();
          Net.addReader(
              pipe.source(),
              () -> {
                ByteBuffer one = ByteBuffer.allocate(1);
                try {
                  pipe.source().read(one);
                } catch (java.io.IOException failed) {
                  throw new java.io.UncheckedIOException(failed);
                }
                read.add(one.get(0));
                if (read.size() == 3) {
                  end.setResult("end");
                }
              });
          pipe.sink().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
          Asyncio.await(end);
          assertThat(read).containsExactly((byte) 1, (byte) 2, (byte) 3);
          assertThat(Net.removeReader(pipe.source())).isTrue();
          pipe.sink().close();
          pipe.source().close();
        });
  }

  @Test
  void aBlockingChannelIsRefused() {
    Asyncio.run(
        () -> {
          try (var client = SocketChannel.open()) {
            assertThatThrownBy(() -> Net.sockRecv(client, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("must be non-blocking");
          }
        });
  }
}
