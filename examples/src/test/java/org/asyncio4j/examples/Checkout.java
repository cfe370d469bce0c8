package org.asyncio4j.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.asyncio4j.Asyncio;
import org.asyncio4j.testing.VirtualTime;

/**
 * A checkout of a test's own for the script {@code ./asyncio4j}, which looks as if it had just been
 * built.
 */
final class Checkout {
  static final String RECORDING = "asyncio4j: recording a start, for the next ones to be fast...";

  final Path home;
  final Path state;
  final Path core;
  private final Path kept;

  Checkout(Path home) throws IOException {
    this.home = home;
    kept = home.resolve("kept");
    copy("asyncio4j", "pom.xml", "core/pom.xml", "testing/pom.xml", "examples/WorkerQueue.java");
    core = jarOf(Asyncio.class, "core");
    jarOf(VirtualTime.class, "testing");
    state = Files.createDirectories(home.resolve("target/launcher"));
    Files.writeString(state.resolve("built"), "1\n");
  }

  /** Takes files from the checkout that this is a test of. */
  void copy(String... files) throws IOException {
    Path real = Path.of("..").toRealPath();
    for (String file : files) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.copy(real.resolve(file), home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Remembers what the script has made, and what it looks at, for {@link #restore}. */
  void keep() throws IOException {
    replace(Files.createDirectories(kept.resolve("state")), state);
    Files.copy(core, kept.resolve("core.jar"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** Undoes what a test has done since {@link #keep}. */
  void restore() throws IOException {
    replace(state, kept.resolve("state"));
    Files.setLastModifiedTime(core, Files.getLastModifiedTime(kept.resolve("core.jar")));
    copy("examples/WorkerQueue.java");
  }

  /** Makes a directory, which has none in it, equal to another, to the files' dates. */
  private static void replace(Path directory, Path with) throws IOException {
    for (Path file : filesIn(directory)) {
      Files.delete(file);
    }
    for (Path file : filesIn(with)) {
      Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** Packs the module that a class is of, as its build does. */
  Path jarOf(Class<?> type, String module) throws IOException {
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

  static void pack(Path directory, OutputStream out, Manifest manifest) throws IOException {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (var jar = new JarOutputStream(out, manifest);
        var files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(directory.relativize(file).toString()));
        Files.copy(file, jar);
      }
    }
  }

  /** {@return what {@code ./asyncio4j run} prints, and last its exit status} */
  List<String> said(String jvmOptions, String... command) throws Exception {
    var words = new ArrayList<>(List.of(home.resolve("asyncio4j").toString(), "run"));
    words.addAll(List.of(command));
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ASYNCIO4J_JAVA_OPTS", jvmOptions);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    process.getOutputStream().close();
    var lines = new ArrayList<>(process.inputReader().readAllLines());
    lines.add("exit " + process.waitFor());
    return lines;
  }
}
