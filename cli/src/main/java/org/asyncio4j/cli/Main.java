package org.asyncio4j.cli;

import java.util.List;

/** The commands, as the launcher calls them. */
public final class Main {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;

  private static final String USAGE =
      """
      Usage: asyncio4j repl
             asyncio4j ps PID
             asyncio4j pstree PID
      """;

  private Main() {}

  /**
   * Runs a command and exits.
   *
   * @param arguments the command and what it is given
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    switch (command) {
      case "repl" -> {
        if (arguments.size() == 1) {
          return Repl.run();
        }
      }
      case "ps", "pstree" -> {
        if (arguments.size() == 2) {
          return inspect(command, arguments.get(1));
        }
      }
      default -> {} // misused
    }
    System.err.print(USAGE);
    return MISUSED;
  }

  private static int inspect(String command, String pid) {
    try {
      List<String> report = new Target(pid).report(command);
      return command.equals("ps") ? printTable(report) : printTree(report);
    } catch (InspectionException failed) {
      System.err.println("asyncio4j: " + failed.getMessage());
      return FAILED;
    }
  }

  private static int printTable(List<String> report) {
    TaskTable.of(report).forEach(System.out::println);
    return DONE;
  }

  /** As in CPython, a cycle is an error; but there is a tree all the same. */
  private static int printTree(List<String> report) {
    TaskTree tree = TaskTree.of(report);
    tree.lines().forEach(System.out::println);
    System.out.flush();
    if (tree.cycles().isEmpty()) {
      return DONE;
    }
    System.err.println("ERROR: the await graph has cycles, of tasks that wait for each other");
    tree.cycles().forEach(System.err::println);
    return FAILED;
  }
}
