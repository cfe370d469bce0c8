package org.asyncio4j.simulation;

import java.time.Duration;
import java.util.List;

/**
 * What is known of a simulation that has been run.
 *
 * <p>Java only.
 *
 * @param seed what it was run with
 * @param hash of all that happened, in order, with its times: the same seed gives the same hash
 * @param simulated how much time has passed in it
 * @param steps how many steps of tasks and callbacks were run
 * @param faults the fault points that have fired, each once, in the order of their first time
 * @param deviations what has happened that a quiet world would not have; empty if that was not
 *     asked for, by {@link SimulationOptions#deviations}
 * @param events the last of what happened to nodes, network and disks
 */
public record SimulationReport(
    long seed,
    long hash,
    Duration simulated,
    long steps,
    List<String> faults,
    List<Deviation> deviations,
    List<String> events) {

  /** Copies the lists. */
  public SimulationReport {
    faults = List.copyOf(faults);
    deviations = List.copyOf(deviations);
    events = List.copyOf(events);
  }
}
