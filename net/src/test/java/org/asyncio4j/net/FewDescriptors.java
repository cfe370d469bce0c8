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
          // Classes come out of files, too: what is to work without a descriptor is loaded before.
          Failures.isOutOfDescriptors(new java.io.IOException("not yet"));
          loop.callExceptionHandler(ErrorReport.of("ready"));
          loop.callLater(0, () -> {});
          Net.openConnection(Peers.HOST, TcpTest.port(server)).close();
          System.out.println(TcpTest.port(server));
          server.serveForever();
        });
  }
}
