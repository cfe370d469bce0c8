package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Peers.HOST;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without a descriptor left, whoever needs one is told, and goes on when there are some again. */
@Tag("one-engine")
@Timeout(60)
final class DescriptorLimitTest {
  private static final int LIMIT = 100;

  @TempDir Path folder;

  /** Runs a program that may not open much. */
  private Process start(Class<?> main) throws IOException {
    Peers.need("sh");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "ulimit -n %s; exec \"$@\"".formatted(LIMIT), "sh"));
    command.addAll(ChildJvm.command(main));
    return new ProcessBuilder(command).redirectError(errors().toFile()).start();
  }

  private Path errors() {
    return folder.resolve("errors");
  }

  @Test
  void whatNeedsASocketFailsWithTheAddressAndWorksAgainLater() throws Exception {
    Process program = start(NoDescriptors.class);
    try (BufferedReader said = program.inputReader()) {
      List<String> lines = said.lines().toList();
      assertThat(lines).hasSize(6);
      var refused =
          "java.net.SocketException: Too many open files: %s:%s".formatted(HOST, lines.getFirst());
      assertThat(lines.subList(1, 5)).containsOnly(refused);
      assertThat(lines.getLast()).isEqualTo("connected");
    } catch (Throwable failed) {
      System.err.print(Files.readString(errors()));
      throw failed;
    } finally {
      program.destroyForcibly().waitFor();
    }
  }

  @Test
  void acceptingIsTriedAgain() throws Exception {
    Process server = start(FewDescriptors.class);
    List<Socket> clients = new ArrayList<>();
    try (BufferedReader said = server.inputReader()) {
      assertThat(said.readLine()).isEqualTo("ready");
      int port = Integer.parseInt(said.readLine());
      for (int i = 0; i < LIMIT; i++) {
        clients.add(new Socket(HOST, port));
      }
      assertThat(said.readLine())
          .isEqualTo("accept() out of system resource on /%s:%s".formatted(HOST, port));
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
    } catch (Throwable failed) {
      System.err.print(Files.readString(errors()));
      throw failed;
    } finally {
      for (Socket client : clients) {
        client.close();
      }
      server.destroyForcibly().waitFor();
    }
  }
}
