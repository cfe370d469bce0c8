package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Peers.HOST;

import java.io.BufferedReader;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server without a descriptor left says so, waits, and goes on when there are some again. */
@Timeout(60)
final class DescriptorLimitTest {
  private static final int LIMIT = 100;

  @Test
  void acceptingIsTriedAgain() throws Exception {
    Peers.need("sh");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "ulimit -n %d; exec \"$@\"".formatted(LIMIT), "sh"));
    command.addAll(ChildJvm.command(FewDescriptors.class));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<Socket> clients = new ArrayList<>();
    try (BufferedReader said = server.inputReader()) {
      assertThat(said.readLine()).isEqualTo("ready");
      int port = Integer.parseInt(said.readLine());
      for (int i = 0; i < LIMIT; i++) {
        clients.add(new Socket(HOST, port));
      }
      assertThat(said.readLine())
          .isEqualTo("accept() out of system resource on /%s:%d".formatted(HOST, port));
      Duration before = server.info().totalCpuDuration().orElseThrow();
      said.readLine(); // a second later
      said.readLine(); // and another one
      Duration used = server.info().totalCpuDuration().orElseThrow().minus(before);
      assertThat(used).isLessThan(Duration.ofMillis(1200));

      for (Socket client : clients) {
        client.close();
      }
      try (Socket late = new Socket(HOST, port)) {
        late.getOutputStream().write('x');
        assertThat(late.getInputStream().read()).isEqualTo('x');
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
      server.destroyForcibly().waitFor();
    }
  }
}
