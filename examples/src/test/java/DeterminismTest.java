import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * The same seeds give the same traces in JVMs that have little in common: {@code
 * -Dasyncio4j.simulation.traces=1000} compares so many.
 */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the JVMs that it starts have both engines: once is enough")
@Timeout(1800)
final class DeterminismTest {
  private static final int TRACES = Integer.getInteger("asyncio4j.simulation.traces", 50);

  private static Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("StoreTraces", Integer.toString(TRACES)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> lines(Process process) throws Exception {
    List<String> lines = process.inputReader().readAllLines();
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  @Test
  void tracesAreEqualInDifferentJvmsWithDifferentEngines() throws Exception {
    Process one = start("-Dasyncio4j.engine=loop", "-XX:+UseSerialGC", "-Xmx256m");
    Process other =
        start(
            "-Dasyncio4j.engine=handoff",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:hashCode=0", // identity hashes of another kind
            "-XX:+UseParallelGC",
            "-Duser.language=ar",
            "-Duser.timezone=Asia/Kathmandu");
    try {
      List<String> traces = lines(one);
      assertThat(traces).hasSize(TRACES).doesNotHaveDuplicates();
      assertThat(lines(other)).isEqualTo(traces);
    } finally {
      one.destroyForcibly();
      other.destroyForcibly();
    }
  }
}
