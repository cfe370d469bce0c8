import org.asyncio4j.simulation.Simulation;
import org.asyncio4j.simulation.SimulationReport;

/** Runs simulations of the replicated store and prints what became of each. */
final class StoreTraces {
  private StoreTraces() {}

  /** {@code StoreTraces COUNT}: those of the seeds from 0 on. */
  static void main(String[] arguments) {
    var program = new StoreSimulation(ReplicatedStore.Replica::new, 30);
    for (int seed = 0; seed < Integer.parseInt(arguments[0]); seed++) {
      SimulationReport report = Simulation.run(seed, program);
      IO.println(
          "seed %d: %016x after %s, %d steps"
              .formatted(seed, report.hash(), report.simulated(), report.steps()));
    }
  }
}
