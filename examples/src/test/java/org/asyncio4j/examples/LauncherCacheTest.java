package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.asyncio4j.Asyncio;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./asyncio4j} and its AOT cache, in a checkout of the test's own that looks as
 * if it had just been built.
 */
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
final class LauncherCacheTest {
  private static final String RECORDING =
      "asyncio4j: recording a start, for the next ones to be fast...";

  @TempDir Path home;
  private Path state;
  private Path cache;
  private Path core;
  private Path program;

  @BeforeEach
  void checkOut() throws Exception {
    Path real = Path.of("..").toRealPath();
    for (String file :
        List.of(
            "asyncio4j",
            "pom.xml",
            "core/pom.xml",
            "testing/pom.xml",
            "examples/WorkerQueue.java")) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.copy(real.resolve(file), home.resolve(file));
    }
    core = jarOf(Asyncio.class, "core");
    jarOf(VirtualTime.class, "testing");
    state = Files.createDirectories(home.resolve("target/launcher"));
    cache = state.resolve("program.aot");
    Files.writeString(state.resolve("built"), "1\n");

    Path source = home.resolve("Hello.java");
    Files.writeString(
        source,
        """
        import org.asyncio4j.*;
        class Hello {
          void main(String[] arguments) {
            Asyncio.run(() -> {
              IO.println("hello");
              if (arguments.length > 0) throw new SystemExit(Integer.parseInt(arguments[0]));
            });
          }
        }
        """);
    program = home.resolve("classes");
    assertThat(Compiler.compile(source, program)).isEmpty();
  }

  private Path jarOf(Class<?> type, String module) throws IOException {
    Files.createDirectories(home.resolve(module).resolve("src/main"));
    Path target = Files.createDirectories(home.resolve(module).resolve("target"));
    Path jar = target.resolve("asyncio4j-%s-1.jar".formatted(module));
    Path place = Compiler.placeOf(type);
    if (Files.isRegularFile(place)) {
      return Files.copy(place, jar);
    }
    pack(place, Files.newOutputStream(jar), new Manifest());
    return jar;
  }

  private static void pack(Path directory, OutputStream out, Manifest manifest) throws IOException {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (var jar = new JarOutputStream(out, manifest);
        var files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(directory.relativize(file).toString()));
        Files.copy(file, jar);
      }
    }
  }

  /** {@return what a command of the launcher prints, and last its exit status} */
  private List<String> said(String options, String... command) throws Exception {
    var words = new ArrayList<>(List.of(home.resolve("asyncio4j").toString(), "run"));
    words.addAll(List.of(command));
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ASYNCIO4J_JAVA_OPTS", options);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    process.getOutputStream().close();
    var lines = new ArrayList<>(process.inputReader().readAllLines());
    lines.add("exit " + process.waitFor());
    return lines;
  }

  private List<String> said() throws Exception {
    return said("", "--class-path", program.toString(), "Hello");
  }

  private boolean isUsed() throws Exception {
    return said("-Xlog:class+load", "--class-path", program.toString(), "Hello").stream()
        .anyMatch(line -> line.contains("org.asyncio4j.Runner source: shared objects file"));
  }

  @Test
  void firstStartRecordsTheCacheAndTheNextOnesUseIt() throws Exception {
    assertThat(said()).containsExactly(RECORDING, "hello", "exit 0");
    assertThat(said()).containsExactly("hello", "exit 0");
    assertThat(isUsed()).isTrue();
  }

  @Test
  void jarAndClassEndWithTheStatusOfTheirSystemExit() throws Exception {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Hello");
    Path jar = home.resolve("my hello.jar");
    pack(program, Files.newOutputStream(jar), manifest);
    said();

    assertThat(said("", jar.toString(), "3")).containsExactly("hello", "exit 3");
    assertThat(said("", "-cp", program.toString(), "Hello", "4"))
        .containsExactly("hello", "exit 4");
  }

  @Test
  void cacheOfAnOlderJarIsRecordedAgain() throws Exception {
    said();
    Files.setLastModifiedTime(core, FileTime.from(Instant.now().plusSeconds(5)));
    FileTime before = Files.getLastModifiedTime(cache);

    assertThat(said()).containsExactly(RECORDING, "hello", "exit 0");
    assertThat(Files.getLastModifiedTime(cache)).isGreaterThan(before);
    assertThat(isUsed()).isTrue();
  }

  @Test
  void cacheOfAnotherJdkIsRecordedAgain() throws Exception {
    said();
    Path fits = state.resolve("program.aot.fits");
    Files.writeString(fits, "1.4 /opt/java " + Files.readString(fits));

    assertThat(said()).containsExactly(RECORDING, "hello", "exit 0");
    assertThat(said()).containsExactly("hello", "exit 0");
  }

  @Test
  void cacheThatTheJvmCannotUseIsNotSpokenOf() throws Exception {
    said();
    for (String options :
        List.of(
            "-Xshare:off",
            "-XX:-UseCompressedOops",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseZGC",
            "-Xmx40g",
            "--add-opens java.base/java.util=ALL-UNNAMED",
            "-XX:AOTMode=off")) {
      assertThat(said(options, "-cp", program.toString(), "Hello"))
          .as(options)
          .containsExactly("hello", "exit 0");
    }
    Files.writeString(cache, "no cache");
    assertThat(said()).containsExactly("hello", "exit 0");
  }

  @Test
  void jdkThatCannotRecordIsAskedOnce() throws Exception {
    Files.delete(home.resolve("examples/WorkerQueue.java")); // so the rehearsal fails
    Path source = home.resolve("Said.java");
    Files.writeString(source, "void main() { IO.println(\"said\"); }");

    assertThat(said("", source.toString())).containsExactly(RECORDING, "said", "exit 0");
    assertThat(said("", source.toString())).containsExactly("said", "exit 0");
    assertThat(state.resolve("source.aot")).doesNotExist();
  }

  @Test
  void checkoutThatCannotBeWrittenToRunsWithoutAWord() throws Exception {
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeThat(Files.isWritable(state)).as("root writes everywhere").isFalse();
      assertThat(said()).containsExactly("hello", "exit 0");
      assertThat(cache).doesNotExist();
    } finally {
      Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
