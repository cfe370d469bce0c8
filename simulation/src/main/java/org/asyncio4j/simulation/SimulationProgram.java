package org.asyncio4j.simulation;

/**
 * What a simulation does: makes nodes, starts programs on them, lets things go wrong, and checks
 * what came of it.
 *
 * <p>Java only.
 */
@FunctionalInterface
public interface SimulationProgram {

  /**
   * Runs as the main task of the simulation, on no node.
   *
   * @param simulation the world
   * @throws Exception what the simulation fails with
   */
  void run(Simulation simulation) throws Exception;
}
