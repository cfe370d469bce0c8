package org.asyncio4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.cli.agent.Report;

/**
 * What {@code pstree} prints: each loop's tasks, and below each task what it waits for.
 *
 * @param lines the trees
 * @param cycles the circles of tasks that wait for each other, in words
 */
record TaskTree(List<String> lines, List<String> cycles) {

  static TaskTree of(List<String> report) {
    var lines = new ArrayList<String>();
    var cycles = new ArrayList<String>();
    for (String line : report) {
      String[] cells = line.split("\t", -1);
      switch (cells[0]) {
        case Report.LOOP ->
            lines.add("Loop %s on thread %s '%s'".formatted(cells[3], cells[1], cells[2]));
        case Report.CYCLE -> cycles.add(cells[1]);
        case Report.TREE -> lines.add(cells[1]);
        default -> {} // nothing for a tree
      }
    }
    return new TaskTree(lines, cycles);
  }
}
