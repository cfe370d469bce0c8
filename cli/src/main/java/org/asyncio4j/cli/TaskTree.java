package org.asyncio4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.cli.agent.Report;

/** What {@code pstree} prints: each loop's tasks, and below each task what it waits for. */
final class TaskTree {
  private TaskTree() {}

  /** {@return the exit status, which says whether there is a cycle} */
  static int print(List<String> report) {
    var cycles = new ArrayList<String>();
    for (String line : report) {
      String[] cells = line.split("\t", -1);
      switch (cells[0]) {
        case Report.LOOP ->
            System.out.println("Loop %s on thread %s '%s'".formatted(cells[3], cells[1], cells[2]));
        case Report.CYCLE -> cycles.add(cells[1]);
        default -> System.out.println(cells[1]);
      }
    }
    if (cycles.isEmpty()) {
      return Main.DONE;
    }
    System.out.flush();
    System.err.println("ERROR: the await graph has cycles: these tasks wait for each other");
    cycles.forEach(System.err::println);
    return Main.FAILED;
  }
}
