package org.asyncio4j.examples;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.asyncio4j.Asyncio;
import org.asyncio4j.net.Net;
import org.asyncio4j.simulation.Simulation;
import org.asyncio4j.testing.VirtualTime;

/** Compiles a single file against the library and its testing tools, as the launcher does. */
final class Compiler {
  private Compiler() {}

  /** {@return what the compiler complains of; empty if there are classes now} */
  static String compile(Path source, Path classes) {
    return compile(source, classes, List.of());
  }

  /**
   * As {@link #compile(Path, Path)}.
   *
   * @param more classes of what else it needs
   */
  static String compile(Path source, Path classes, List<Class<?>> more) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    var complaints = new StringWriter();
    try (var files = javac.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      Files.createDirectories(classes);
      var options =
          List.of(
              "-Xlint:all,-serial", "-Werror", "-cp", classPath(more), "-d", classes.toString());
      boolean compiled =
          javac
              .getTask(complaints, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      return compiled ? "" : complaints.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath(List<Class<?>> more) {
    return Stream.concat(
            Stream.of(Asyncio.class, VirtualTime.class, Net.class, Simulation.class), more.stream())
        .map(type -> placeOf(type).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A directory or a jar, depending on how far the build has come. */
  static Path placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
