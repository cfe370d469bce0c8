package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main method of the tests on a JVM of its own. */
final class ChildRun {
  private ChildRun() {}

  /** {@return what it prints, as lines} */
  static List<String> withAgent(Class<?> program, String... arguments) throws Exception {
    return run(List.of("-javaagent:" + agent()), program, arguments);
  }

  /** {@return what it prints, as lines} The agent is given an argument. */
  static List<String> withAgentFor(String packages, Class<?> program) throws Exception {
    return run(List.of("-javaagent:" + agent() + "=" + packages), program);
  }

  /** {@return what it prints, as lines} A schedule is to be replayed. */
  static List<String> replaying(String property, Class<?> program) throws Exception {
    return run(List.of("-javaagent:" + agent(), property), program);
  }

  /** {@return what it prints, as lines} */
  static List<String> withoutAgent(Class<?> program, String... arguments) throws Exception {
    return run(List.of(), program, arguments);
  }

  private static String agent() throws IOException {
    return Path.of(System.getProperty("asyncio4j.test.agent", "target/agent.jar"))
        .toRealPath()
        .toString();
  }

  private static List<String> run(List<String> options, Class<?> program, String... arguments)
      throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> printed;
    try (var out = process.inputReader()) {
      printed = out.lines().toList();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", printed).isZero();
    return printed;
  }

  /** Surefire's own class path may be a jar that names the others. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
