package org.asyncio4j.adversarial;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program on a JVM of its own, which may do to it what it likes. */
final class Child {
  private static final int DUMP_SECONDS = 10;

  private Child() {}

  /**
   * How it ended.
   *
   * @param lines what it printed, errors included
   */
  record End(int status, List<String> lines) {}

  /** Runs the main method of a class of the tests, on the engine of these. */
  static End run(Class<?> program, String... jvmOptions) throws Exception {
    var command = new ArrayList<String>();
    command.add(tool("java"));
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("-Dasyncio4j.engine=" + Engine.name());
    // It does not live long enough for more.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", classPath(), program.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var lines = new CopyOnWriteArrayList<String>();
    Thread reader =
        Thread.ofPlatform().daemon().start(() -> process.inputReader().lines().forEach(lines::add));
    try {
      // Before the hard limit of the test, so that it is this dump that is seen.
      if (!process.waitFor(HardLimitExtension.LIMIT.toSeconds() / 2, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "%s has not ended; its threads:%n%s%nit printed%n%s"
                .formatted(program.getName(), threadsOf(process), String.join("\n", lines)));
      }
      reader.join();
      return new End(process.exitValue(), List.copyOf(lines));
    } finally {
      process.destroyForcibly();
    }
  }

  /** {@return the stacks of its threads} A JVM that does not answer is not waited for. */
  private static String threadsOf(Process process) throws Exception {
    Path dump = Files.createTempDirectory("asyncio4j-dump").resolve("threads.txt");
    Process jcmd =
        new ProcessBuilder(
                tool("jcmd"), Long.toString(process.pid()), "Thread.dump_to_file", dump.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean answers = jcmd.waitFor(DUMP_SECONDS, TimeUnit.SECONDS);
    jcmd.destroyForcibly();
    return answers && Files.exists(dump) ? Files.readString(dump) : "(no answer)";
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /** Surefire's own class path may be a jar that names the others. */
  private static String classPath() throws IOException {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
        + File.pathSeparator;
  }
}
