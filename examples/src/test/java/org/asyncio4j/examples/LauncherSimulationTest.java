package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.examples.Checkout.RECORDING;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.asyncio4j.net.Net;
import org.asyncio4j.simulation.Simulation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./asyncio4j} and the module simulation: who needs it has it, and the net. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the launched JVMs choose their engine themselves: once is enough")
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
final class LauncherSimulationTest {
  private static final String SIMULATES =
      """
      %s
      void main() {
        IO.println(org.asyncio4j.simulation.Simulation.run(7, _ -> {}).seed());
      }
      """;

  private static final String IMPORTS =
      "import org.asyncio4j.net.*;\nimport org.asyncio4j.simulation.*;\n";

  // One for all: to record a cache takes seconds.
  @TempDir static Path home;
  private static Checkout checkout;
  private static List<String> firstStart;

  @BeforeAll
  static void checkOutAndStart() throws Exception {
    checkout = new Checkout(home);
    checkout.copy("net/pom.xml", "simulation/pom.xml", "examples/gallery/PaidTwice.java");
    checkout.jarOf(Net.class, "net");
    checkout.jarOf(Simulation.class, "simulation");
    Files.writeString(checkout.state.resolve("built-simulation"), "1\n");
    Path libraries = Files.createDirectories(home.resolve("net/target/lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (jar.getFileName().toString().startsWith("netty-")) {
        Files.copy(jar, libraries.resolve(jar.getFileName()));
      }
    }
    firstStart = checkout.said("", source(IMPORTS));
  }

  private static String source(String head) throws Exception {
    return Files.writeString(home.resolve("Program.java"), SIMULATES.formatted(head)).toString();
  }

  @Test
  void sourceThatImportsItHasItAndTheNetAndACacheOfItsOwn() throws Exception {
    String program = source(IMPORTS);

    assertThat(firstStart).containsExactly(RECORDING, "7", "exit 0");
    assertThat(checkout.said("", program)).containsExactly("7", "exit 0");
    assertThat(checkout.state.resolve("simulation-source.aot")).exists();
    assertThat(checkout.state.resolve("net-source.aot")).doesNotExist();
    assertThat(checkout.said("-Xlog:class+load", program))
        .anyMatch(line -> line.contains("asyncio4j.simulation.Node source: shared objects file"));
  }

  @Test
  void sourceThatOnlyNamesItFurtherDownAsksForIt() throws Exception {
    assertThat(checkout.said("", "--simulation", source(""))).endsWith("7", "exit 0");
    assertThat(checkout.said("", "--simulation", "--net", source(""))).endsWith("7", "exit 0");
  }
}
