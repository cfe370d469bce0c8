package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.asyncio4j.examples.Checkout.RECORDING;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./asyncio4j} and its AOT cache, in a checkout of the tests' own that looks as
 * if it had just been built, and where a program has been started once. To record a cache takes
 * seconds, so that each test finds this one again.
 */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the launched JVMs choose their engine themselves: once is enough")
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
final class LauncherCacheTest {
  @TempDir static Path home;
  private static Checkout checkout;
  private static Path state;
  private static Path cache;
  private static Path core;
  private static Path program;
  private static List<String> firstStart;

  @BeforeAll
  static void checkOutAndStart() throws Exception {
    checkout = new Checkout(home);
    core = checkout.core;
    state = checkout.state;
    cache = state.resolve("program.aot");

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
    firstStart = said();
    checkout.keep();
  }

  @AfterEach
  void undo() throws Exception {
    checkout.restore();
  }

  private static List<String> said(String options, String... command) throws Exception {
    return checkout.said(options, command);
  }

  private static List<String> said() throws Exception {
    return said("", "--class-path", program.toString(), "Hello");
  }

  private static boolean isUsed() throws Exception {
    return said("-Xlog:class+load", "--class-path", program.toString(), "Hello").stream()
        .anyMatch(line -> line.contains("org.asyncio4j.Runner source: shared objects file"));
  }

  @Test
  void firstStartRecordsTheCacheAndTheNextOnesUseIt() throws Exception {
    assertThat(firstStart).containsExactly(RECORDING, "hello", "exit 0");
    assertThat(said()).containsExactly("hello", "exit 0");
    assertThat(isUsed()).isTrue();
  }

  @Test
  void jarAndClassEndWithTheStatusOfTheirSystemExit() throws Exception {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Hello");
    Path jar = home.resolve("my hello.jar");
    Checkout.pack(program, Files.newOutputStream(jar), manifest);

    assertThat(said("", jar.toString(), "3")).containsExactly("hello", "exit 3");
    assertThat(said("", "-cp", program.toString(), "Hello", "4"))
        .containsExactly("hello", "exit 4");
  }

  @Tag("long")
  @Test
  void cacheOfAnOlderJarIsRecordedAgain() throws Exception {
    Files.setLastModifiedTime(core, FileTime.from(Instant.now().plusSeconds(5)));
    FileTime before = Files.getLastModifiedTime(cache);

    assertThat(said()).containsExactly(RECORDING, "hello", "exit 0");
    assertThat(Files.getLastModifiedTime(cache)).isGreaterThan(before);
    assertThat(isUsed()).isTrue();
  }

  @Tag("long")
  @Test
  void cacheOfAnotherJdkIsRecordedAgain() throws Exception {
    Path fits = state.resolve("program.aot.fits");
    Files.writeString(fits, "1.4 /opt/java " + Files.readString(fits));

    assertThat(said()).containsExactly(RECORDING, "hello", "exit 0");
    assertThat(said()).containsExactly("hello", "exit 0");
  }

  @Tag("long")
  @Test
  void cacheThatTheJvmCannotUseIsNotSpokenOf() throws Exception {
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

  @Tag("long")
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
    Files.delete(cache);
    Files.delete(state.resolve("program.aot.fits"));
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
