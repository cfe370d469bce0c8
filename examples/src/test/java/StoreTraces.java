import java.util.Locale;
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
          String.format(
              Locale.ROOT,
              "seed %s: %016x after %s, %s steps",
              seed,
              report.hash(),
              report.simulated(),
              report.steps()));
    }
  }
}
