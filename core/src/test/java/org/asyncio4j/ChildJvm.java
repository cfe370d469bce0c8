package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** A program on a JVM of its own, to which signals can be sent; it is told the engine. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private ChildJvm(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /** Runs the main method of a class of the tests. */
  static ChildJvm start(Class<?> program, String... jvmOptions) throws IOException {
    var options = new ArrayList<String>();
    options.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    options.add("-Dasyncio4j.engine=" + System.getProperty("asyncio4j.engine", "loop"));
    options.addAll(List.of(jvmOptions));
    return startPlain(program, options);
  }

  /** Runs a program without the flag for the loop engine, and without a word on engines. */
  static ChildJvm startPlain(Class<?> program, List<String> jvmOptions) throws IOException {
    var command = new ArrayList<String>();
    if (interruptsAreIgnored()) {
      // So would the child's be: that is inherited. It happens to background jobs of scripts.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(), program.getName()));
    return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Surefire's own class path may be a jar that names the others. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
        + File.pathSeparator;
  }

  private static boolean interruptsAreIgnored() {
    var interrupt = new Signal("INT");
    SignalHandler handler = Signal.handle(interrupt, signal -> {});
    Signal.handle(interrupt, handler);
    return handler == SignalHandler.SIG_IGN;
  }

  /** Waits for a line of output. */
  ChildJvm prints(String line) throws IOException {
    assertThat(out.readLine()).isEqualTo(line);
    return this;
  }

  ChildJvm interrupt() throws Exception {
    var kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
    return this;
  }

  /**
   * Waits until the JVM has taken the signals sent to it: the system keeps at most one of a kind
   * that has not been taken. The JVM's thread that took it starts the handler at once.
   */
  void awaitSignalTaken() throws Exception {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    while (Files.exists(status)
        && Files.readAllLines(status).stream()
            .anyMatch(line -> line.startsWith("ShdPnd:") && !line.matches("ShdPnd:\\s*0+"))) {
      Thread.onSpinWait();
    }
  }

  /** {@return what else it prints, to its end, and its exit status} */
  String rest() throws Exception {
    var rest = new StringBuilder();
    for (String line; (line = out.readLine()) != null; ) {
      rest.append(line).append('\n');
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return rest.append("exit ").append(process.exitValue()).toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
