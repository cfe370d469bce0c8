package org.asyncio4j.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Handle;
import org.asyncio4j.SchedulePolicy;
import org.asyncio4j.Task;
import org.asyncio4j.WaitGraph;
import org.asyncio4j.testing.internal.Actor;
import org.jspecify.annotations.Nullable;

/** What ran after what in a run, written down step by step. */
final class Interleaving implements Recorder {
  // Frames that are not the user's, though he calls them: a table shows who has called them.
  private static final List<String> TOOLS =
      List.of("org.junit.", "org.assertj.", "org.opentest4j.");
  private static final Set<String> OURS =
      Set.of(
          AsyncTests.class.getName(),
          Checkpoints.class.getName(),
          Idle.class.getName(),
          Sequencer.class.getName(),
          TestRunner.class.getName(),
          VirtualClock.class.getName());

  private final List<Step> steps = new ArrayList<>();
  private final Set<Object> actors = new LinkedHashSet<>();
  private @Nullable EventLoop loop;
  private @Nullable Step open; // it has been made, and what it did is not written yet
  private int end = Integer.MAX_VALUE;

  /** One step of a task or a plain thread, or a callback. */
  static final class Step {
    final int decision;
    final int index;
    final int size;
    final long nanos;
    final @Nullable Object who;
    String text;
    String note = "";
    private boolean cancelled;

    private Step(int decision, int index, int size, long nanos, @Nullable Object who, String text) {
      this.decision = decision;
      this.index = index;
      this.size = size;
      this.nanos = nanos;
      this.who = who;
      this.text = text;
    }

    /** {@return the name of who has made it} */
    String name() {
      return switch (who) {
        case null -> "loop";
        case Task<?> task -> task.getName();
        case Actor thread -> thread.name();
        default -> who.toString();
      };
    }

    /** {@return whether it is what asyncio's order has here, and nothing else happens} */
    boolean isInOrder() {
      return index == 0 && note.isEmpty();
    }

    /** {@return the step without what only a picture needs: equal in runs that are the same} */
    String trace() {
      String what = who == null ? text : "%s %s".formatted(name(), text);
      String choice = size > 1 ? " (number %s of %s)".formatted(index, size) : "";
      return String.format(Locale.ROOT, "%.9f s: %s%s%s", nanos / 1e9, what, note, choice);
    }
  }

  @Override
  public void runBegins(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void taskCreated(Task<?> task) {
    actors.add(task);
  }

  @Override
  public void picked(Object entry, int index, int size, int decision) {
    close();
    boolean isActor = entry instanceof Task || entry instanceof Actor;
    if (isActor) {
      actors.add(entry);
    }
    steps.add(
        new Step(
            size > 1 ? decision : 0,
            index,
            size,
            loop == null ? 0 : loop.clock().nanos(),
            isActor ? entry : null,
            isActor ? "" : describe(entry)));
  }

  private static String describe(Object entry) {
    return switch (entry) {
      case SchedulePolicy.Free free -> named(free);
      case Handle _ -> "callback";
      default -> "timer";
    };
  }

  /** {@return its text, but no address, which would be another one in each run} */
  private static String named(SchedulePolicy.Free free) {
    String text = String.valueOf(free);
    return text.startsWith(free.getClass().getName() + "@") ? "free callback" : text;
  }

  @Override
  public void stepEnded(Object who) {
    for (int i = steps.size() - 1; i >= 0 && open == null; i--) {
      open = steps.get(i).who == who ? steps.get(i) : null;
    }
  }

  @Override
  public void bodyEnded() {
    close();
    end = steps.size();
  }

  /** Only when the step is over can be seen what it was for. */
  private void close() {
    if (open != null && open.who != null) {
      open.text =
          open.who instanceof Actor thread ? thread.activity() : activity((Task<?>) open.who);
      if (open.cancelled) { // what it waited for is gone by now
        open.text = open.text.replace("yields", "waits");
      }
    }
    open = null;
  }

  private String activity(Task<?> task) {
    return switch (task.state()) {
      case SUCCESS -> "ends";
      case CANCELLED -> "ends cancelled";
      case FAILED -> where(task) + "throws";
      case RUNNING -> where(task) + wait(task);
    };
  }

  /** {@return the newest line of the user's that the task is at or has thrown at} */
  private static String where(Task<?> task) {
    List<StackTraceElement> stack = task.getStack();
    if (stack.isEmpty()) {
      return "";
    }
    StackTraceElement newest =
        stack.reversed().stream()
            .filter(frame -> !isOfTools(frame.getClassName()))
            .findFirst()
            .orElse(stack.getLast());
    if (newest.getFileName() == null) { // which step it is, of a stackless task
      return newest.getMethodName() + ", ";
    }
    return "%s:%s ".formatted(newest.getFileName(), newest.getLineNumber());
  }

  private static boolean isOfTools(String className) {
    return OURS.contains(className) || TOOLS.stream().anyMatch(className::startsWith);
  }

  private String wait(Task<?> task) {
    String what = loop == null ? "" : WaitGraph.of(loop).describe(task);
    return what.equals("is ready") ? "yields" : what;
  }

  @Override
  public void cancelled(Object who) {
    if (steps.isEmpty()) {
      return;
    }
    Step last = steps.getLast();
    if (who instanceof Actor thread) {
      last.note += last.who == who ? " <- interrupted here" : " <- interrupts " + thread.name();
    } else {
      last.cancelled |= last.who == who;
      last.note +=
          last.who == who ? " <- cancelled here" : " <- cancels " + ((Task<?>) who).getName();
    }
  }

  @Override
  public void stalled(int decision) {
    if (!steps.isEmpty()) {
      steps.getLast().note += " <- %s=1: stalls".formatted(decision);
    }
  }

  /** {@return the steps up to the end of the test, without the clean-up after it} */
  List<Step> steps() {
    return Collections.unmodifiableList(steps.subList(0, Math.min(end, steps.size())));
  }

  /** {@return the tasks and plain threads, in the order of their beginning} */
  Set<Object> actors() {
    return Collections.unmodifiableSet(actors);
  }

  List<String> trace() {
    return steps.stream().map(Step::trace).toList();
  }
}
