package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.net.Net;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A program on a JVM of its own, started as {@code ./asyncio4j run} does; its errors go there too.
 */
final class Launched implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Launched(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  static Launched run(Path source, String... arguments) throws IOException {
    return start(source.getParent(), source.toString(), arguments);
  }

  /** A class that has been compiled into {@code directory}. */
  static Launched runClass(Path directory, String name, String... arguments) throws IOException {
    var all = new ArrayList<>(List.of(name));
    all.addAll(List.of(arguments));
    return start(directory, "--class", all.toArray(String[]::new));
  }

  private static Launched start(Path directory, String program, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    if (interruptsAreIgnored()) {
      // So would the child's be: that is inherited. It happens to background jobs of scripts.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // for the start: it does not live long
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("--add-exports=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED");
    command.add("-Dasyncio4j.engine=" + System.getProperty("asyncio4j.engine", "loop"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", libraries() + directory));
    command.addAll(List.of("org.asyncio4j.internal.launcher.Launch", program));
    command.addAll(List.of(arguments));
    return new Launched(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** The module net and what it needs are among them, as in the launcher's own. */
  private static String libraries() {
    var path = new StringBuilder();
    for (Class<?> type : List.of(Asyncio.class, Net.class)) {
      path.append(Compiler.placeOf(type)).append(File.pathSeparator);
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Path.of(entry).getFileName().toString().startsWith("netty-")) {
        path.append(entry).append(File.pathSeparator);
      }
    }
    return path.toString();
  }

  private static boolean interruptsAreIgnored() {
    var interrupt = new Signal("INT");
    SignalHandler handler = Signal.handle(interrupt, signal -> {});
    Signal.handle(interrupt, handler);
    return handler == SignalHandler.SIG_IGN;
  }

  /** Waits for a line of output. */
  Launched prints(String line) throws IOException {
    assertThat(out.readLine()).isEqualTo(line);
    return this;
  }

  /** {@return the port in the next line, with which a server says that it serves} */
  int port() throws IOException {
    String line = out.readLine();
    assertThat(line).startsWith("serving on ");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  /** As the user does by Ctrl-C. */
  Launched interrupt() throws Exception {
    var kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
    return this;
  }

  /** {@return the lines that it still prints, to its end, and last its exit status} */
  List<String> rest() throws Exception {
    var rest = new ArrayList<String>();
    for (String line; (line = out.readLine()) != null; ) {
      rest.add(line);
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    rest.add("exit " + process.exitValue());
    return rest;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
