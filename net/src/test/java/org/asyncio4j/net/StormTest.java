package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.port;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Event;
import org.asyncio4j.WhenCancelled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand clients, in another process since each end of a connection has a descriptor. */
@Timeout(120)
final class StormTest {
  private static final int CONNECTIONS = 10_000;

  private final Event reached = new Event();
  private int awaited;
  private int held;

  private void echoLines(StreamReader reader, StreamWriter writer) throws Exception {
    change(1);
    try (writer) {
      for (byte[] line : reader) {
        writer.write(line);
        writer.drain();
      }
    }
    change(-1);
  }

  private void change(int by) {
    held += by;
    if (held == awaited) {
      reached.set();
    }
  }

  private void awaitHeld(int connections) {
    awaited = connections;
    reached.clear();
    change(0);
    reached.await();
  }

  @Test
  void tenThousandConnectionsAreHeldAtOnce() {
    int connections = (int) Math.min(CONNECTIONS, StormClients.room());
    if (connections < CONNECTIONS) {
      System.err.printf("only %s connections: no descriptors for more%n", connections);
    }

    Asyncio.run(
        () -> {
          var options = ServerOptions.DEFAULT.withBacklog(2 * StormClients.AT_ONCE);
          var server = Net.startServer(this::echoLines, HOST, 0, options);
          var command = ChildJvm.command(StormClients.class, port(server), connections);
          Process clients =
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
          try (BufferedReader said = clients.inputReader();
              Writer tell = clients.outputWriter()) {
            hold(1, server, said, tell);
            hold(connections, server, said, tell);
            assertThat(line(said)).isEqualTo("left open 0");
          } finally {
            clients.destroyForcibly().waitFor();
          }
          server.close();
          server.waitClosed();
          assertThat(NettyReactor.of(Asyncio.getRunningLoop()).buffers().lent()).isZero();
        });
  }

  private void hold(int connections, Server server, BufferedReader said, Writer tell)
      throws IOException {
    long before = StormClients.descriptors();
    goOn(tell);
    assertThat(line(said)).isEqualTo("connected");
    awaitHeld(connections);
    assertThat(server.toString()).contains("clients=" + connections);
    assertThat(StormClients.descriptors()).isGreaterThanOrEqualTo(before + connections);
    goOn(tell);
    assertThat(line(said)).isEqualTo("exchanged");
    assertThat(held).isEqualTo(connections);
    goOn(tell);
    awaitHeld(0);
    while (!server.toString().contains("clients=0")) {
      Asyncio.sleep(0);
    }
    if (connections > 1) { // what is loaded once is loaded
      assertThat(StormClients.descriptors()).isLessThanOrEqualTo(before);
    }
  }

  private static String line(BufferedReader said) {
    return Asyncio.toThread(said::readLine, WhenCancelled.INTERRUPT);
  }

  private static void goOn(Writer tell) throws IOException {
    tell.write("\n");
    tell.flush();
  }
}
