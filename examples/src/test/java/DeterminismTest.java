import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.simulation.Simulation;
import org.asyncio4j.simulation.SimulationError;
import org.asyncio4j.simulation.SimulationOptions;
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

  private static Process start(List<String> program, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> lines(Process process) throws Exception {
    List<String> lines = process.inputReader().readAllLines();
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  @Test
  void tracesAreEqualInDifferentJvmsWithDifferentEngines() throws Exception {
    List<String> program = List.of("StoreTraces", Integer.toString(TRACES));
    Process one = start(program, "-Dasyncio4j.engine=loop", "-XX:+UseSerialGC", "-Xmx256m");
    Process other =
        start(
            program,
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

  @Test
  void aFailureThatWasMadeSmallIsTheSameInAnotherJvm() throws Exception {
    var wrong = new StoreSimulation(SplitBrain::new, 30);
    SimulationError found =
        catchThrowableOfType(
            SimulationError.class, () -> Simulation.runSeeds(SimulationOptions.DEFAULT, 50, wrong));

    assertThat(found.replay()).contains(":");
    String replay = "-D%s=%s".formatted(Simulation.REPLAY_PROPERTY, found.replay());
    Process other = start(List.of("SplitBrainTrace"), replay, "-Dasyncio4j.engine=handoff");
    try {
      assertThat(lines(other)).containsExactly(SplitBrainTrace.text(found));
    } finally {
      other.destroyForcibly();
    }
  }
}
