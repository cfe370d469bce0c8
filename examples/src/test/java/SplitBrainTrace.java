import org.asyncio4j.simulation.Simulation;
import org.asyncio4j.simulation.SimulationError;

/** Simulates the store with the wrong majority, as a system property says, and prints its end. */
final class SplitBrainTrace {
  private SplitBrainTrace() {}

  static void main() {
    try {
      Simulation.run(0, new StoreSimulation(SplitBrain::new, 30));
    } catch (SimulationError failed) {
      IO.println(text(failed));
    }
  }

  /** {@return what is known of a failure, on one line} */
  static String text(SimulationError failed) {
    return failed.report().toString().replace("\n", " ");
  }
}
