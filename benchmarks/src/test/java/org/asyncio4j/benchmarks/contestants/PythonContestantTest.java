package org.asyncio4j.benchmarks.contestants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every workload in Python, once and small, where there is a Python that has it. */
@Tag("long")
@Timeout(60)
final class PythonContestantTest {
  private static final Path FOLDER =
      Path.of("src/main/java/org/asyncio4j/benchmarks/contestants").toAbsolutePath();

  @Test
  void everyWorkloadRunsOnAsyncio() throws Exception {
    assumeTrue(runs("python3", "import asyncio; asyncio.timeout"), "no python3 of 3.11 or newer");

    assertEveryWorkloadRuns("python3");
  }

  @Test
  void everyWorkloadRunsOnUvloop() throws Exception {
    String python = "/usr/bin/python3";
    assumeTrue(runs(python, "import asyncio, uvloop; asyncio.timeout"), "no uvloop");

    assertEveryWorkloadRuns(python, "--uvloop");
  }

  private static void assertEveryWorkloadRuns(String python, String... variant) throws Exception {
    for (String id : ContestantsTest.WORKLOADS) {
      List<String> answers =
          answers(
              "go 0\n",
              python,
              "asyncio_workloads.py",
              List.of(id, ContestantsTest.operations(id), "0"),
              variant);

      assertThat(answers).as(id).hasSize(2).startsWith("ready");
      assertThat(answers.getLast()).as(id).matches("\\d+\\.\\d \\d+\\.\\d");
    }
    assertThat(answers("", python, "asyncio_workloads.py", List.of("juggle", "1", "0"), variant))
        .containsExactly("absent");
    assertThat(answers("\n\n", python, "asyncio_workloads.py", List.of("memory", "9"), variant))
        .containsExactly("base", "suspended", "done");
    assertThat(answers("", python, "asyncio_hello.py", List.of(), variant))
        .containsExactly("hello world");
  }

  private static List<String> answers(
      String input, String python, String program, List<String> arguments, String... variant)
      throws Exception {
    var command = new ArrayList<>(List.of(python, FOLDER.resolve(program).toString()));
    command.addAll(arguments);
    command.addAll(List.of(variant));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var toProcess = process.getOutputStream()) {
      toProcess.write(input.getBytes(StandardCharsets.UTF_8));
    }
    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    assertThat(process.waitFor()).as("exit status of %s", command).isZero();
    return lines;
  }

  private static boolean runs(String python, String code) throws InterruptedException {
    try {
      return new ProcessBuilder(python, "-c", code)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
