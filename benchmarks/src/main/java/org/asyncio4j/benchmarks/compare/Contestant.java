package org.asyncio4j.benchmarks.compare;

import java.util.Arrays;
import java.util.List;

/**
 * One of those that are compared.
 *
 * @param id its name in JSON and in the goals
 * @param title its name in tables
 * @param launch what starts it
 * @param probe whether it is there
 * @param howToGet it, if it is not
 */
record Contestant(String id, String title, Launch launch, Probe probe, String howToGet) {

  /** How a contestant is started. */
  interface Launch {
    /**
     * {@return the command for a workload; nothing, if it is known not to have it}
     *
     * @param arguments of the protocol; nothing for those that say hello and end
     */
    List<String> command(Workload workload, List<String> arguments);
  }

  /** {@return whether it is known to have a workload} */
  boolean has(Workload workload) {
    return !command(workload).isEmpty();
  }

  /** {@return the command that serves a workload, or says hello; empty if it does not have it} */
  List<String> command(Workload workload, Object... arguments) {
    return launch.command(workload, Arrays.stream(arguments).map(Object::toString).toList());
  }
}
