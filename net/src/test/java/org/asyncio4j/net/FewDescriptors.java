package org.asyncio4j.net;

import org.asyncio4j.Asyncio;
import org.asyncio4j.ErrorReport;

/** A server in a process of its own that may not open much: see {@link DescriptorLimitTest}. */
final class FewDescriptors {
  private FewDescriptors() {}

  public static void main(String[] args) {
    Asyncio.run(
        () -> {
          var loop = Asyncio.getRunningLoop();
          loop.setExceptionHandler((of, report) -> System.out.println(report.message()));
          var server = Net.createServer(Echo::new, Peers.HOST, 0);
          // What is to work without a descriptor is loaded before.
          LoadedClasses.with(Asyncio.class);
          LoadedClasses.with(Net.class);
          loop.callExceptionHandler(ErrorReport.of("ready"));
          loop.callLater(0, () -> {});
          converse(TcpTest.port(server));
          System.out.println(TcpTest.port(server));
          server.serveForever();
        });
  }

  /** Takes a connection through its whole life, on both sides. */
  private static void converse(int port) throws Exception {
    try (var client = Net.openConnection(Peers.HOST, port)) {
      client.writer().write(new byte[] {'x'});
      client.reader().readexactly(1);
      client.writer().writeEof();
      client.reader().read();
    }
  }
}
