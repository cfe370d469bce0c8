package org.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program on a JVM of its own, with the options that the launcher gives. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final CompletableFuture<String> err;

  /** How it ended, and what it printed that has not been read before. */
  record Ended(int status, String out, String err) {}

  private ChildJvm(Process process) {
    this.process = process;
    this.out = process.inputReader();
    this.err =
        CompletableFuture.supplyAsync(
            () -> allOf(process.errorReader()), Thread::startVirtualThread);
  }

  private static String allOf(BufferedReader reader) {
    return reader.lines().map(line -> line + "\n").collect(Collectors.joining());
  }

  static ChildJvm start(Class<?> program, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    if (ChildJvm.canEnvResetSignals()) {
      // A background job of a script ignores interrupts, and its children inherit that.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // for the start: it does not live long
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+EnableDynamicAgentLoading");
    command.addAll(List.of("-cp", classPath(), program.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(new ProcessBuilder(command).start());
  }

  private static boolean canEnvResetSignals() throws IOException {
    try {
      return new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Surefire's own class path may be a jar that names the others. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  String pid() {
    return Long.toString(process.pid());
  }

  /** Waits for a line of output. */
  ChildJvm prints(String line) throws IOException {
    assertThat(out.readLine()).isEqualTo(line);
    return this;
  }

  ChildJvm type(String text) {
    try {
      process.outputWriter().write(text);
      process.outputWriter().flush();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return this;
  }

  ChildJvm interrupt() throws Exception {
    var kill = new ProcessBuilder("kill", "-INT", pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
    return this;
  }

  /** Closes its input and waits for its end. */
  Ended end() throws Exception {
    process.outputWriter().close();
    String rest = allOf(out);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), rest, err.get());
  }

  /** Ends it by force; {@return what it has complained of} */
  String complaints() throws Exception {
    process.destroyForcibly().waitFor();
    return err.get();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
