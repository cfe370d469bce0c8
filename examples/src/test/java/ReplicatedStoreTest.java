import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import org.asyncio4j.simulation.Disk;
import org.asyncio4j.simulation.Simulation;
import org.asyncio4j.simulation.SimulationError;
import org.asyncio4j.simulation.SimulationOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The replicated store in simulations. {@code -Dasyncio4j.simulation.runs=10000} runs so many of
 * the right one.
 */
@Timeout(600)
final class ReplicatedStoreTest {
  private static final int RUNS = Integer.getInteger("asyncio4j.simulation.runs", 100);
  private static final double SECONDS = 30;
  private static final int SPLIT_BRAIN_WITHIN = 50;
  private static final int UNSYNCED_WITHIN = 50;

  private static final StoreSimulation RIGHT =
      new StoreSimulation(ReplicatedStore.Replica::new, SECONDS);

  @Test
  void nothingThatAClientWasToldIsWrongWhateverBreaks() {
    assertThat(Simulation.runSeeds(SimulationOptions.DEFAULT, RUNS, RIGHT)).isNotEmpty();
  }

  @Test
  void aMajorityThatIsOffByOneIsFoundMadeSmallAndReplayed() {
    var wrong = new StoreSimulation(SplitBrain::new, SECONDS);
    SimulationError found =
        catchThrowableOfType(
            SimulationError.class,
            () -> Simulation.runSeeds(SimulationOptions.DEFAULT, SPLIT_BRAIN_WITHIN, wrong));

    assertThat(found).isNotNull();
    // Of thousands of delays, and dozens of crashes and cuts.
    assertThat(found.report().deviations()).hasSizeBetween(1, 10);
    SimulationOptions replay = SimulationOptions.DEFAULT.withReplay(found.replay());
    SimulationError replayed =
        catchThrowableOfType(SimulationError.class, () -> Simulation.run(replay, wrong));
    assertThat(replayed.report()).isEqualTo(found.report());
  }

  /** Writes, and does not wait until it is safe. */
  private record Unsynced(Disk disk) implements ReplicatedStore.Storage {
    @Override
    public String load() throws IOException {
      return disk.exists("state") ? new String(disk.read("state"), UTF_8) : "";
    }

    @Override
    public void save(String state) throws IOException {
      disk.write("state", state.getBytes(UTF_8));
    }
  }

  @Test
  void replicasThatDoNotSyncTheirDisksAreFound() {
    var wrong =
        new StoreSimulation(
            (name, replicas, _, random) ->
                new ReplicatedStore.Replica(
                    name, replicas, new Unsynced(Simulation.current().node(name).disk()), random),
            SECONDS);
    assertThatThrownBy(() -> Simulation.runSeeds(SimulationOptions.DEFAULT, UNSYNCED_WITHIN, wrong))
        .isInstanceOf(SimulationError.class);
  }
}
