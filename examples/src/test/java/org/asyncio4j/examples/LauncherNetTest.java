package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.examples.Checkout.RECORDING;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.asyncio4j.net.Net;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./asyncio4j} and the module net: who needs it has it, and nobody else. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the launched JVMs choose their engine themselves: once is enough")
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
final class LauncherNetTest {
  private static final String SERVES =
      """
          run(() -> {
            try (var server = Net.startServer((reader, writer) -> writer.close(), "127.0.0.1", 0)) {
              IO.println(server.isServing());
            }
          });
      """;
  private static final String SHOWS_ITS_CLASS_PATH =
      """
          String path = System.getProperty("java.class.path");
          IO.println(path.contains("netty") || path.contains("asyncio4j-net"));
      """;

  // One for all: to record a cache takes seconds.
  @TempDir static Path home;
  private static Checkout checkout;
  private static List<String> firstStart;

  @BeforeAll
  static void checkOutAndStart() throws Exception {
    checkout = new Checkout(home);
    checkout.copy("net/pom.xml", "examples/Crawler.java");
    checkout.jarOf(Net.class, "net");
    Files.writeString(checkout.state.resolve("built-net"), "1\n");
    Path libraries = Files.createDirectories(home.resolve("net/target/lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (jar.getFileName().toString().startsWith("netty-")) {
        Files.copy(jar, libraries.resolve(jar.getFileName()));
      }
    }
    firstStart = checkout.said("", source("import org.asyncio4j.net.*;\n", SERVES));
    checkout.keep();
  }

  @AfterEach
  void undo() throws Exception {
    checkout.restore();
  }

  private static String source(String head, String body) throws Exception {
    Path source = home.resolve("Program.java");
    Files.writeString(
        source,
        "%simport static org.asyncio4j.Asyncio.*;\nvoid main() {\n%s}\n".formatted(head, body));
    return source.toString();
  }

  private Path compiled(String body) throws Exception {
    Path classes = home.resolve("classes");
    String source =
        source("import org.asyncio4j.net.*;\n", body).replace("Program.java", "Main.java");
    Files.move(home.resolve("Program.java"), Path.of(source));
    assertThat(Compiler.compile(Path.of(source), classes)).isEmpty();
    return classes;
  }

  private boolean recordsInto(String kind) {
    return Files.exists(checkout.state.resolve(kind + ".aot"));
  }

  @Test
  void sourceThatImportsItHasItAndACacheOfItsOwn() throws Exception {
    String comments = "// {\"op\": 1} per line\n/* and {\n{ */ ";
    String program = source(comments + "import org.asyncio4j.net.*;\n", SERVES);

    assertThat(firstStart).containsExactly(RECORDING, "true", "exit 0");
    assertThat(checkout.said("", program)).containsExactly("true", "exit 0");
    assertThat(recordsInto("net-source")).isTrue();
    assertThat(recordsInto("source")).isFalse();
    assertThat(checkout.said("-Xlog:class+load", program))
        .anyMatch(line -> line.contains("io.netty.channel.Channel source: shared objects file"));
  }

  @Tag("long")
  @Test
  void sourceThatDoesNotHasNothingOfIt() throws Exception {
    Files.delete(checkout.state.resolve("built-net")); // so to need it would be to build it
    Files.delete(checkout.state.resolve("net-source.aot"));
    for (String head :
        List.of(
            "",
            "// not org.asyncio4j.net, see {@link org.asyncio4j.net.Net}\n",
            "/* { import org.asyncio4j.net.*; */\n// import org.asyncio4j.net.*;\n")) {
      String program = source(head, SHOWS_ITS_CLASS_PATH);
      assertThat(checkout.said("", program)).endsWith("false", "exit 0").doesNotContain("true");
    }
    assertThat(recordsInto("net-source")).isFalse();
  }

  @Tag("long")
  @Test
  void sourceThatOnlyNamesItFurtherDownAsksForIt() throws Exception {
    String program = source("", SERVES.replace("Net.start", "org.asyncio4j.net.Net.start"));

    assertThat(checkout.said("", "--net", program)).endsWith("true", "exit 0");
  }

  @Tag("long")
  @Test
  void compiledProgramAsksForItAndHasACacheOfItsOwn() throws Exception {
    String classes = compiled(SERVES).toString();

    assertThat(checkout.said("", "--net", "-cp", classes, "Main"))
        .containsExactly(RECORDING, "true", "exit 0");
    assertThat(checkout.said("", "--class-path", classes, "--net", "Main"))
        .containsExactly("true", "exit 0");
    assertThat(recordsInto("net-program")).isTrue();
    assertThat(checkout.said("", "-cp", classes, "Main"))
        .contains("asyncio4j: the program uses org.asyncio4j.net: run it with --net")
        .anyMatch(line -> line.contains("NoClassDefFoundError: org/asyncio4j/net/"))
        .endsWith("exit 1");
  }
}
