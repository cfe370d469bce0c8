package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing native may be called, there is the JDK's way. */
@Timeout(60)
final class NativeAccessTest {

  /** Says what channels are made of, and what comes back from a server. */
  static final class Program {
    static void main() {
      System.out.println(Native.of(EngineKind.LOOP));
      Asyncio.run(
          () -> {
            Server server = Net.createServer(Echo::new, Peers.HOST, 0);
            var client = Net.createConnection(Recorder::new, Peers.HOST, TcpTest.port(server));
            client.transport().write(TcpTest.bytes("hello"));
            System.out.println(client.protocol().await(5));
            client.transport().close();
            server.close();
            server.waitClosed();
          });
    }
  }

  @Test
  void aProgramThatMayNotCallTheSystemHasSocketsAllTheSame(@TempDir Path folder) throws Exception {
    List<String> command = ChildJvm.command(Program.class);
    command.add(1, "--illegal-native-access=deny");
    Path errors = folder.resolve("errors");
    Process program = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try (BufferedReader said = program.inputReader()) {
      assertThat(said.lines()).as(Files.readString(errors)).containsExactly("NIO", "hello");
    } finally {
      program.destroyForcibly().waitFor();
    }
  }
}
