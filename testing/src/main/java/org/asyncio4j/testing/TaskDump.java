package org.asyncio4j.testing;

import java.util.List;
import java.util.Optional;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.asyncio4j.SlowStep;
import org.asyncio4j.Task;
import org.asyncio4j.WaitGraph;

/**
 * What the tasks of a loop are at, as text. Any thread may ask for it, also if the loop is stuck.
 */
final class TaskDump {
  private TaskDump() {}

  /** {@return what holds the loop up, who waits for whom, and the stacks of all tasks} */
  static String of(EventLoop loop) {
    var text = new StringBuilder();
    Optional<SlowStep> step = SlowStep.of(loop);
    step.ifPresent(busy -> text.append(busyWith(busy)));
    var graph = WaitGraph.of(loop);
    if (graph.tasks().isEmpty()) {
      return text.append("No task is left.").toString();
    }
    text.append("Who waits for whom:\n").append(graph.format().indent(2));
    text.append("Where they are:");
    for (Task<?> task : graph.tasks()) {
      text.append("\n  ").append(task.getName()).append(stack(task));
    }
    return text.toString();
  }

  private static String busyWith(SlowStep step) {
    var text = new StringBuilder("The loop is busy with ");
    text.append(step.task().map(Task::getName).orElse("a callback")).append(":\n");
    downToTheTest(step.stack()).forEach(frame -> text.append("    at ").append(frame).append('\n'));
    return text.toString();
  }

  private static String stack(Task<?> task) {
    List<StackTraceElement> frames = newestFirst(task);
    if (frames.isEmpty()) {
      return ": has not started, is stackless, or has no frame of yours";
    }
    var text = new StringBuilder(":");
    frames.forEach(frame -> text.append("\n    at ").append(frame));
    return text.toString();
  }

  private static List<StackTraceElement> newestFirst(Task<?> task) {
    return downToTheTest(task.getStack().reversed());
  }

  /** {@return a stack without what called the test by reflection} */
  private static List<StackTraceElement> downToTheTest(List<StackTraceElement> newestFirst) {
    int end = 0;
    while (end < newestFirst.size() && !isCallers(newestFirst.get(end))) {
      end++;
    }
    boolean byReflection = end < newestFirst.size();
    while (byReflection && end > 0 && isReflection(newestFirst.get(end - 1))) {
      end--;
    }
    return newestFirst.subList(0, end);
  }

  private static boolean isCallers(StackTraceElement frame) {
    return frame.getClassName().startsWith("org.junit.platform.")
        || frame.getClassName().equals(TestRunner.class.getName());
  }

  private static boolean isReflection(StackTraceElement frame) {
    return frame.getClassName().contains(".reflect.");
  }

  /** {@return which task it is, what it does and where; in debug mode, where it was made} */
  static String line(Task<?> task) {
    String activity = WaitGraph.of(task.getLoop()).describe(task);
    List<StackTraceElement> frames = newestFirst(task);
    String where = frames.isEmpty() ? " (%s)".formatted(task) : ", at " + frames.getFirst();
    String made = task.getLoop().getDebug() && !frames.isEmpty() ? ", " + task : "";
    return "'%s' %s%s%s".formatted(task.getName(), activity, where, made);
  }

  /** Has a stack trace show where a task is, if it is anywhere. */
  static void point(Throwable error, Task<?> task) {
    List<StackTraceElement> frames = newestFirst(task);
    if (!frames.isEmpty()) {
      error.setStackTrace(frames.toArray(StackTraceElement[]::new));
    }
  }

  /** As {@link #point(Throwable, Task)}, of the oldest task that is not done. */
  static void point(Throwable error, EventLoop loop) {
    List<Task<?>> tasks = WaitGraph.of(loop).tasks();
    if (!tasks.isEmpty()) {
      point(error, tasks.getFirst());
    }
  }

  /** {@return a report without its exception} */
  static String describe(ErrorReport report) {
    var text = new StringBuilder(report.message());
    report
        .task()
        .ifPresentOrElse(
            task -> text.append(" (").append(task.getName()).append(')'),
            () ->
                report
                    .future()
                    .ifPresent(
                        future ->
                            text.append(" (")
                                .append(future instanceof Task<?> task ? task.getName() : future)
                                .append(')')));
    report.handle().ifPresent(handle -> text.append(" (").append(handle).append(')'));
    if (!report.sourceTraceback().isEmpty()) {
      text.append(", made at ").append(report.sourceTraceback().getLast());
    }
    return text.toString();
  }
}
