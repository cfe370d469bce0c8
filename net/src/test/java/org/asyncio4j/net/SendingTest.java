package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.TcpTest.port;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In which order what is written leaves, and how many connections have their turn at once. */
@Timeout(60)
final class SendingTest {
  private static final String HOST = "127.0.0.1";
  private static final int INTS_IN_A_WRITE = 5_000;
  private static final int WRITES = 600;
  private static final int WRITES_BEFORE_READING = 400; // 8 MB: more than the system keeps

  @Test
  void whatIsWrittenBehindARestLeavesBehindIt() throws Exception {
    try (var peer = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      var reading = new CountDownLatch(1);
      Asyncio.run(
          () -> {
            var read = Asyncio.createTask(() -> Asyncio.toThread(() -> readInts(peer, reading)));
            Streams made = Net.openConnection(HOST, peer.getLocalPort());
            StreamWriter writer = made.writer();
            for (int write = 0; write < WRITES; write++) {
              writer.write(ints(write * INTS_IN_A_WRITE));
              Asyncio.sleep(0);
              if (write == WRITES_BEFORE_READING) {
                assertThat(writer.transport().getWriteBufferSize()).isPositive();
                reading.countDown();
              }
            }
            writer.close();
            assertThat(Asyncio.await(read)).isEqualTo(WRITES * INTS_IN_A_WRITE);
          });
    }
  }

  private static ByteBuffer ints(int first) {
    ByteBuffer ints = ByteBuffer.allocate(INTS_IN_A_WRITE * Integer.BYTES);
    for (int value = first; ints.hasRemaining(); value++) {
      ints.putInt(value);
    }
    return ints.flip();
  }

  /** {@return how many ints came in order} */
  private static int readInts(ServerSocket peer, CountDownLatch begin) throws Exception {
    try (var socket = peer.accept()) {
      begin.await();
      var input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      int expected = 0;
      while (expected < WRITES * INTS_IN_A_WRITE && input.readInt() == expected) {
        expected++;
      }
      return expected;
    }
  }

  @Test
  void aFewOfManyReadyConnectionsHaveTheirTurnAtOnce() {
    int connections = 100;
    var inIteration = new HashMap<Integer, Integer>();
    Asyncio.run(
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          var iteration = new int[1];
          Server server = Net.createServer(() -> new Counting(inIteration, iteration), HOST, 0);
          assumeTrue(NettyReactor.of(loop).kind() == Native.EPOLL);
          List<Transport> clients = new ArrayList<>();
          for (int i = 0; i < connections; i++) {
            clients.add(Net.createConnection(Recorder::new, HOST, port(server)).transport());
          }
          clients.forEach(client -> client.write(new byte[1]));
          while (inIteration.values().stream().mapToInt(Integer::intValue).sum() < connections) {
            iteration[0]++;
            Asyncio.sleep(0);
          }
          clients.forEach(Transport::close);
          server.close();
          server.waitClosed();

          assertThat(inIteration.values()).hasSizeGreaterThan(2).allMatch(count -> count <= 32);
        });
  }

  private record Counting(HashMap<Integer, Integer> inIteration, int[] iteration)
      implements Protocol {
    @Override
    public void dataReceived(byte[] data) {
      inIteration.merge(iteration[0], 1, Integer::sum);
    }
  }
}
