package org.asyncio4j.net;

import static org.asyncio4j.net.Peers.HOST;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;

/** Opens sockets in a process that has no descriptor left: see {@link DescriptorLimitTest}. */
final class NoDescriptors {
  private NoDescriptors() {}

  public static void main(String[] args) {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0);
          int port = TcpTest.port(server);
          // What is to work without a descriptor is loaded before.
          LoadedClasses.with(Asyncio.class);
          LoadedClasses.with(Net.class);
          // The first wait of the loop that is one: for time, and nothing happens.
          withoutDescriptors(() -> Asyncio.sleep(0.01));
          tryAll(port, 1, new StringBuilder());
          for (int i = 0; i < 10; i++) {
            Asyncio.sleep(0); // until what has been opened is closed
          }
          var said = new StringBuilder();
          withoutDescriptors(() -> tryAll(port, port, said));
          System.out.printf("%s%n%s", port, said);
          Net.openConnection(HOST, port).close(); // as before
          System.out.println("connected");
          server.close();
          server.closeClients();
        });
  }

  private static void withoutDescriptors(Action action) throws Exception {
    var held = new ArrayDeque<FileInputStream>();
    try {
      holdAll(held);
      action.run();
    } finally {
      while (!held.isEmpty()) {
        held.remove().close();
      }
    }
  }

  private static void holdAll(ArrayDeque<FileInputStream> held) {
    try {
      while (true) {
        held.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException none) {
      // As wanted.
    }
  }

  /** Tries whatever needs a socket. */
  private static void tryAll(int port, int otherPort, StringBuilder said) {
    var local = DatagramOptions.DEFAULT.withLocalAddress(HOST, port);
    var remote = DatagramOptions.DEFAULT.withRemoteAddress(new InetSocketAddress(HOST, port));
    report(said, () -> Net.openConnection(HOST, otherPort).close());
    report(said, () -> Net.createServer(Echo::new, HOST, port).close());
    report(said, () -> Net.createDatagramEndpoint(Deaf::new, local).transport().abort());
    report(said, () -> Net.createDatagramEndpoint(Deaf::new, remote).transport().abort());
  }

  private static final class Deaf implements DatagramProtocol {}

  private static void report(StringBuilder said, Action opening) {
    try {
      opening.run();
      said.append("done\n");
    } catch (Exception failed) {
      said.append(failed).append('\n');
    }
  }
}
