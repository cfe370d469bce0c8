package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.asyncio4j.examples.FlagProject.Ended;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way to give the flag that docs/how-to/give-the-flag.md shows works: its blocks are run as
 * they stand there. A block marked {@code sh tools}, and those of Maven and Spring Boot, take
 * minutes or a network, and run with {@code -Dasyncio4j.flag.tools=true} alone.
 */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the programs choose their engine themselves: once is enough")
@Timeout(600)
final class FlagPageTest {
  private static final Path PAGE = Path.of("../docs/how-to/give-the-flag.md");
  private static final String TOOLS = "asyncio4j.flag.tools";

  @TempDir static Path made;

  @TempDir Path directory;

  static List<FencedBlock> shellBlocks() throws IOException {
    return FencedBlock.of(PAGE, "sh");
  }

  /** What the page assumes: app.jar, lib with the jars of the library, the classes of app.jar. */
  @BeforeAll
  static void makeTheProgram() throws IOException {
    FlagProject.write(made);
  }

  @BeforeEach
  void copyTheProgram() throws IOException {
    FlagProject.copy(made, directory);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shellBlocks")
  void programThatIsStartedAsThePageSaysHasTheLoopEngine(FencedBlock block) throws Exception {
    assumeTrue(
        !block.mark().equals("tools") || Boolean.getBoolean(TOOLS),
        "takes long: run with -D" + TOOLS + "=true");
    assumeTrue(
        !block.text().contains("jlink") || canLink(),
        "this JDK has neither jmods nor a run-time image that jlink can link from");

    Ended ran = FlagProject.shell(directory, block.text());

    assertThat(ran.out().lines().toList()).endsWith("LOOP");
    assertThat(ran.err()).doesNotContain("hand-off");
  }

  private static boolean canLink() {
    var help = new java.io.StringWriter();
    var out = new java.io.PrintWriter(help);
    ToolProvider.findFirst("jlink").orElseThrow().run(out, out, "--help");
    return Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods"))
        || help.toString().contains("Linking from run-time image enabled");
  }

  @Test
  void withoutTheFlagTheSameProgramWarnsAndHasTheOtherEngine() throws Exception {
    Ended ran = FlagProject.shell(directory, "java -cp 'app.jar:lib/*' app.Main");

    assertThat(ran.out()).isEqualTo("HANDOFF\n");
    assertThat(ran.err())
        .contains(
            "WARNING: using the hand-off engine",
            "expected the JVM flag --add-opens java.base/java.lang=ALL-UNNAMED;");
  }

  @Test
  void moduleThatIsGivenTheFlagOfTheClassPathSaysSo() throws Exception {
    Ended ran =
        FlagProject.shell(
            directory,
            "java --add-opens java.base/java.lang=ALL-UNNAMED --module-path app.jar:lib --module"
                + " app/app.Main");

    assertThat(ran.out()).isEqualTo("HANDOFF\n");
    assertThat(ran.err())
        .contains("expected the JVM flag --add-opens java.base/java.lang=org.asyncio4j (given for");
    assertThat(Files.readString(PAGE))
        .contains("\"given for ALL-UNNAMED, but asyncio4j runs as a module\"");
    assertThat(ran.err()).contains("given for ALL-UNNAMED, but asyncio4j runs as a module");
  }

  @Test
  void minimalRuntimeNamesABlockedCallWithoutTheModulesForItsOwner() throws Exception {
    Ended ran =
        FlagProject.shell(
            directory,
            "java --limit-modules org.asyncio4j,app --module-path app.jar:lib"
                + " --module app/app.Deadlock");

    assertThat(ran.err()).contains("Task-1 holds the loop in synchronized (Deadlock.java:");
    assertThat(ran.err()).contains("If a task of this loop owns the lock, this is a deadlock");
  }

  @Test
  @EnabledIfSystemProperty(named = TOOLS, matches = "true", disabledReason = "needs a network")
  void mavenBlocksGiveTheFlagToTestsJarsAndPrograms() throws Exception {
    FlagProject.writeMaven(directory, FencedBlock.of(PAGE, "xml", "maven"));

    FlagProject.maven(directory, "package"); // the test fails without the flag
    Ended jar =
        FlagProject.shell(
            directory,
            "cp lib/asyncio4j-core.jar target/asyncio4j-core-0.jar; java -jar target/app.jar");
    Ended exec = FlagProject.maven(directory, "exec:exec");

    assertThat(jar.out()).isEqualTo("LOOP\n");
    assertThat(exec.out().lines().toList()).contains("LOOP");
  }

  @Test
  @EnabledIfSystemProperty(named = TOOLS, matches = "true", disabledReason = "needs a network")
  void mavenTestWithoutTheBlocksFails() throws Exception {
    FlagProject.writeMaven(directory, List.of());

    assertThat(FlagProject.tryMaven(directory, "package").out())
        .contains("expected: LOOP", "but was: HANDOFF");
  }

  @Test
  @EnabledIfSystemProperty(named = TOOLS, matches = "true", disabledReason = "needs a network")
  void springBootBlocksGiveTheFlag() throws Exception {
    FlagProject.writeSpring(directory, FencedBlock.of(PAGE, "xml", "spring"));

    FlagProject.maven(directory, "package");
    Ended jar = FlagProject.shell(directory, "java -jar target/app.jar");
    Ended run = FlagProject.maven(directory, "spring-boot:run");

    assertThat(jar.out().lines().toList()).contains("LOOP");
    assertThat(run.out().lines().toList()).contains("LOOP");
  }

  @Test
  @EnabledIfSystemProperty(named = TOOLS, matches = "true", disabledReason = "needs a network")
  void springBootTakesTheFlagFromMavensCommandLine() throws Exception {
    FlagProject.writeSpring(directory, List.of());
    String option = "-Dspring-boot.run.jvmArguments=";
    String page = Files.readString(PAGE);
    int begin = page.indexOf(option);
    String value = page.substring(begin + option.length() + 1, page.indexOf("'`", begin));

    Ended without = FlagProject.maven(directory, "spring-boot:run");
    Ended with = FlagProject.maven(directory, "spring-boot:run", option + value);

    assertThat(without.out().lines().toList()).contains("HANDOFF");
    assertThat(with.out().lines().toList()).contains("LOOP");
  }

  @Test
  void everyBlockOfThePageIsOneThatATestRuns() throws IOException {
    assertThat(shellBlocks()).hasSize(8);
    assertThat(FencedBlock.of(PAGE, "xml", "maven")).hasSize(3);
    assertThat(FencedBlock.of(PAGE, "xml", "spring")).hasSize(1);
    assertThat(Files.readString(PAGE).lines().filter(line -> line.matches("```\\w+.*")))
        .as("those, the program with its output, and Gradle, which the page says is not run")
        .hasSize(15);
    assertThat(File.pathSeparator).isEqualTo(":"); // as the page writes it
  }
}
