package org.asyncio4j.cli.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CallGraphOptions;
import org.asyncio4j.EventLoop;
import org.asyncio4j.FutureCallGraph;
import org.asyncio4j.RunningLoops;
import org.asyncio4j.Task;
import org.asyncio4j.WaitGraph;

/**
 * Looks at all running loops, and writes down what there is in lines of a kind and tab-separated
 * cells: see {@link #LOOP}, {@link #TASK}, {@link #CYCLE} and {@link #TREE}.
 *
 * <p>The loops go on meanwhile, see {@link WaitGraph}.
 */
public final class Report implements Function<String, String> {
  /** A loop, before all that is of it: its thread's id and name, and its own id. */
  public static final String LOOP = "loop";

  /** A task: id, name, what it does, its stack with the innermost frame first, who awaits it. */
  public static final String TASK = "task";

  /** Tasks of the loop that wait for each other in a circle. */
  public static final String CYCLE = "cycle";

  /** A line of the loop's tree. */
  public static final String TREE = "tree";

  private static final CallGraphOptions WITHOUT_FRAMES = CallGraphOptions.DEFAULT.withLimit(0);

  private final List<String> lines = new ArrayList<>();

  /** Made by the agent. */
  public Report() {}

  /**
   * {@return the report}
   *
   * @param command {@code ps} for the tasks, {@code pstree} for the trees
   */
  @Override
  public String apply(String command) {
    RunningLoops.byThread().forEach((thread, loop) -> add(command, thread, loop));
    return String.join("\n", lines);
  }

  private void add(String command, Thread thread, EventLoop loop) {
    line(LOOP, Long.toString(thread.threadId()), thread.getName(), id(loop));
    var graph = WaitGraph.of(loop);
    if (command.equals("ps")) {
      graph.tasks().forEach(task -> addTask(graph, task));
    } else {
      addTree(graph);
    }
  }

  private void addTask(WaitGraph graph, Task<?> task) {
    line(
        TASK,
        id(task),
        task.getName(),
        graph.describe(task),
        task.getStack().reversed().stream().map(Report::frame).collect(Collectors.joining(" -> ")),
        Asyncio.captureCallGraph(task, WITHOUT_FRAMES).awaitedBy().stream()
            .map(Report::name)
            .collect(Collectors.joining(", ")));
  }

  private static String id(Object thing) {
    return String.format(Locale.ROOT, "0x%08x", System.identityHashCode(thing));
  }

  private static String frame(StackTraceElement frame) {
    String type = frame.getClassName();
    String place = type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
    return frame.getLineNumber() < 0 ? place : place + ":" + frame.getLineNumber();
  }

  private static String name(FutureCallGraph awaiter) {
    return awaiter.future() instanceof Task<?> task
        ? task.getName()
        : awaiter.future().getClass().getSimpleName();
  }

  private void addTree(WaitGraph graph) {
    int cycles = graph.cycles().size();
    List<String> text = graph.format().lines().toList();
    for (int i = 0; i < text.size(); i++) {
      line(i < cycles ? CYCLE : TREE, text.get(i));
    }
  }

  private void line(String kind, String... cells) {
    var line = new StringBuilder(kind);
    for (String cell : cells) {
      line.append('\t').append(cell.replaceAll("\\p{Cntrl}", " "));
    }
    lines.add(line.toString());
  }
}
