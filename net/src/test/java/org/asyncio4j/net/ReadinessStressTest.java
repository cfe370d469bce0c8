package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No channel that the loop asks for is missed by the thread that watches them. */
@Timeout(120)
final class ReadinessStressTest {
  private static final int ROUNDS = 5_000;

  // Each round passes between threads four times, which takes long where others want the processor.
  private static final int FEWEST_ROUNDS = 50;
  private static final double SECONDS = 20;

  @Test
  void bytesThatGoToAndFroAreSeen() {
    Asyncio.run(
        () -> {
          try (var server = ServerSocketChannel.open();
              var client = SocketChannel.open()) {
            server.bind(new InetSocketAddress(Peers.HOST, 0)).configureBlocking(false);
            client.configureBlocking(false);
            var accepting = Asyncio.createTask(() -> Net.sockAccept(server));
            Net.sockConnect(client, server.getLocalAddress());
            try (SocketChannel accepted = Asyncio.await(accepting)) {
              accepted.configureBlocking(false);
              var echo =
                  Asyncio.createTask(
                      () -> {
                        for (byte[] data; (data = Net.sockRecv(accepted, 10)).length > 0; ) {
                          Net.sockSendall(accepted, ByteBuffer.wrap(data));
                        }
                      });
              double end = Asyncio.getRunningLoop().time() + SECONDS;
              for (int i = 0;
                  i < FEWEST_ROUNDS || i < ROUNDS && Asyncio.getRunningLoop().time() < end;
                  i++) {
                Net.sockSendall(client, ByteBuffer.wrap(new byte[] {(byte) i}));
                assertThat(Net.sockRecv(client, 10)).containsExactly(i);
              }
              client.shutdownOutput();
              Asyncio.await(echo);
            }
          }
        });
  }
}
