package org.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class InspectTest {

  private static ChildJvm ready(Class<?> program, String... arguments) throws Exception {
    return ChildJvm.start(program, arguments).prints("ready");
  }

  /** Ids differ from run to run, and lines of the program from version to version. */
  private static String withoutIdsAndLines(List<String> lines) {
    return String.join("\n", lines)
        .replaceAll("0x[0-9a-f]{8}", "0x--------")
        .replaceAll("(?<=ProgramOfTasks[.\\w$]{1,99}):\\d\\d\\b", ":NN");
  }

  @Test
  void tableHasALineForEachTask() throws Exception {
    try (var program = ready(ProgramOfTasks.class)) {
      List<String> table = TaskTable.of(new Target(program.pid()).report("ps"));

      assertThat(withoutIdsAndLines(table).replaceAll("-{50,}", "---"))
          .isEqualTo(
              """
              tid  loop        task id     task name  state                                                  coroutine stack                                                   awaiter
              ---
              3    0x--------  0x--------  main       waits for gather: holder, waiter, fetch                ProgramOfTasks.tree:NN -> ProgramOfTasks.lambda$main$0:NN
              3    0x--------  0x--------  holder     sleeps                                                 ProgramOfTasks.holdForEver:NN -> ProgramOfTasks.lambda$tree$0:NN  main
              3    0x--------  0x--------  waiter     waits for Lock[locked, waiters=1], held by holder      ProgramOfTasks.holdForEver:NN -> ProgramOfTasks.lambda$tree$1:NN  main
              3    0x--------  0x--------  fetch      waits for TaskGroup[EXITING, tasks=1, errors=0]: page  ProgramOfTasks.fetch:NN                                           main
              3    0x--------  0x--------  sayer      sleeps                                                 ProgramOfTasks.sayReady:NN
              3    0x--------  0x--------  page       sleeps                                                 ProgramOfTasks.page:NN                                            fetch""");
      assertThat(program.complaints()).isEmpty();
    }
  }

  @Test
  void treeShowsWhoWaitsForWhom() throws Exception {
    try (var program = ready(ProgramOfTasks.class)) {
      TaskTree tree = TaskTree.of(new Target(program.pid()).report("pstree"));

      assertThat(withoutIdsAndLines(tree.lines()))
          .isEqualTo(
              """
              Loop 0x-------- on thread 3 'main'
              main at org.asyncio4j.cli.ProgramOfTasks.tree(ProgramOfTasks.java:NN) waits for gather:
              ├── holder at org.asyncio4j.cli.ProgramOfTasks.holdForEver(ProgramOfTasks.java:NN) sleeps
              ├── waiter at org.asyncio4j.cli.ProgramOfTasks.holdForEver(ProgramOfTasks.java:NN) waits for Lock[locked, waiters=1], held by:
              │   └── holder (above)
              └── fetch at org.asyncio4j.cli.ProgramOfTasks.fetch(ProgramOfTasks.java:NN) waits for TaskGroup[EXITING, tasks=1, errors=0]:
                  └── page at org.asyncio4j.cli.ProgramOfTasks.page(ProgramOfTasks.java:NN) sleeps
              sayer at org.asyncio4j.cli.ProgramOfTasks.sayReady(ProgramOfTasks.java:NN) sleeps""");
      assertThat(tree.cycles()).isEmpty();
    }
  }

  @Test
  void processCanBeLookedAtAgain() throws Exception {
    try (var program = ready(ProgramOfTasks.class)) {
      var first = new Target(program.pid()).report("ps");
      var second = new Target(program.pid()).report("ps");

      assertThat(second).isEqualTo(first).hasSize(7);
    }
  }

  @Test
  void anyNameOfATaskCanBeShown() throws Exception {
    try (var program = ready(ProgramOfTasks.class, "odd names")) {
      List<String> table = TaskTable.of(new Target(program.pid()).report("ps"));
      List<String> tree = TaskTree.of(new Target(program.pid()).report("pstree")).lines();

      assertThat(table).hasSize(2 + 5).anyMatch(line -> line.matches(".*  half \\?  .*"));
      assertThat(table).anyMatch(line -> line.contains("  two lines and a tab  "));
      assertThat(table.getLast()).hasSizeLessThan(300);
      assertThat(tree).hasSize(1 + 5).anyMatch(line -> line.startsWith("half ? at "));
      assertThat(tree).anyMatch(line -> line.startsWith("two lines and a tab at "));
      assertThat(tree).allMatch(line -> line.length() < 300);
      assertThat(program.complaints()).isEmpty();
    }
  }

  @Test
  void cycleIsAnErrorThatNamesIt() throws Exception {
    try (var program = ready(ProgramOfTasks.class, "cycle");
        var command = ChildJvm.start(Main.class, "pstree", program.pid())) {
      ChildJvm.Ended ended = command.end();

      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.err())
          .isEqualTo(
              """
              ERROR: the await graph has cycles, of tasks that wait for each other
              cycle: chicken -> egg -> chicken
              """);
      assertThat(ended.out()).contains("chicken").contains("egg").doesNotContain("cycle:");
    }
  }

  @Test
  void libraryIsFoundInEveryClassLoader() throws Exception {
    try (var program = ready(ProgramInAnotherLoader.class)) {
      List<String> table = TaskTable.of(new Target(program.pid()).report("ps"));

      assertThat(table).hasSize(8).anyMatch(line -> line.contains("ProgramOfTasks.page"));
    }
  }

  @Test
  void processThatDoesNotUseTheLibraryIsRefused() throws Exception {
    try (var program = ready(ProgramWithoutTasks.class)) {
      var target = new Target(program.pid());

      assertThatThrownBy(() -> target.report("ps"))
          .isInstanceOf(InspectionException.class)
          .hasMessage("process %s does not use asyncio4j", program.pid());
      assertThat(program.end().status()).isZero();
    }
  }

  @Test
  void processThatIsNoJvmIsRefusedAndGoesOn() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    try {
      String pid = Long.toString(process.pid());

      assertThatThrownBy(() -> new Target(pid))
          .isInstanceOf(InspectionException.class)
          .hasMessage("process %s is not a JVM", pid);
      process.outputWriter().close();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void processMustBeThere() {
    assertThatThrownBy(() -> new Target("2147483646"))
        .isInstanceOf(InspectionException.class)
        .hasMessage("there is no process 2147483646");
    assertThatThrownBy(() -> new Target("main"))
        .isInstanceOf(InspectionException.class)
        .hasMessage("expected a process id, got main");
  }

  @Test
  void failureIsASentenceAndAStatus() throws Exception {
    try (var refused = ChildJvm.start(Main.class, "ps", "2147483646");
        var misused = ChildJvm.start(Main.class, "ps")) {
      assertThat(refused.end())
          .isEqualTo(new ChildJvm.Ended(1, "", "asyncio4j: there is no process 2147483646\n"));
      assertThat(misused.end())
          .isEqualTo(
              new ChildJvm.Ended(
                  2,
                  "",
                  """
                  Usage: asyncio4j repl
                         asyncio4j ps PID
                         asyncio4j pstree PID
                  """));
    }
  }
}
