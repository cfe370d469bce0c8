package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Semaphore;
import org.asyncio4j.Task;
import org.asyncio4j.WhenCancelled;

/** Many clients in a process of their own: see {@link StormTest}. */
final class StormClients {
  // What exceeds the server's backlog is made to wait by the system, for seconds.
  static final int AT_ONCE = 500;

  private StormClients() {}

  /** {@return how many descriptors this process has open} */
  static long descriptors() {
    return system().getOpenFileDescriptorCount();
  }

  /** {@return how many more connections this process may open, with some room for the rest} */
  static long room() {
    return system().getMaxFileDescriptorCount() - system().getOpenFileDescriptorCount() - 200;
  }

  private static UnixOperatingSystemMXBean system() {
    return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  /** Is told a port and a number; goes on at each line that it gets. */
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    int connections = Integer.parseInt(args[1]);
    var told = new BufferedReader(new InputStreamReader(System.in));
    Asyncio.run(() -> storm(port, 1, told)); // what is loaded once is loaded
    long before = descriptors();
    Asyncio.run(() -> storm(port, connections, told));
    System.out.println("left open " + (descriptors() - before));
  }

  private static void storm(int port, int connections, BufferedReader told) throws Exception {
    awaitLine(told);
    List<Streams> clients = connect(port, connections);
    System.out.println("connected");
    awaitLine(told);
    exchangeLines(clients);
    System.out.println("exchanged");
    awaitLine(told);
    for (Streams client : clients) {
      client.close();
    }
    assertThat(NettyReactor.of(Asyncio.getRunningLoop()).buffers().lent()).isZero();
  }

  private static List<Streams> connect(int port, int connections) throws Exception {
    var turns = new Semaphore(AT_ONCE);
    List<Task<Streams>> connecting = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      connecting.add(
          Asyncio.createTask(
              () -> {
                turns.acquire();
                try {
                  return Net.openConnection(Peers.HOST, port);
                } finally {
                  turns.release();
                }
              }));
    }
    List<Streams> connected = new ArrayList<>();
    for (var client : connecting) {
      connected.add(Asyncio.await(client));
    }
    return connected;
  }

  private static void exchangeLines(List<Streams> clients) throws IOException {
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).writer().write(TcpTest.bytes("line of %s\n".formatted(i)));
    }
    for (int i = 0; i < clients.size(); i++) {
      byte[] line = clients.get(i).reader().readline();
      assertThat(new String(line)).isEqualTo("line of %s\n".formatted(i));
    }
  }

  private static void awaitLine(BufferedReader told) {
    Asyncio.toThread(told::readLine, WhenCancelled.INTERRUPT);
  }
}
