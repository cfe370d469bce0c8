package org.asyncio4j.benchmarks.compare;

import java.util.ArrayList;
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
     * {@return the program that serves a workload, without the workload's arguments; for those that
     * say hello, the whole command; nothing, if it does not have the workload}
     */
    List<String> program(Workload workload);
  }

  /** {@return the command that says hello; empty if it has none} */
  List<String> hello(Workload workload) {
    return launch.program(workload);
  }

  /** {@return the command that serves a workload; empty if it does not have it} */
  List<String> command(Workload workload, Object... arguments) {
    List<String> program = launch.program(workload);
    if (program.isEmpty()) {
      return program;
    }
    var command = new ArrayList<String>(program);
    command.add(workload.id());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }
}
