package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * Writes a loop's tasks and slow steps into JDK Flight Recorder.
 *
 * <p>{@code loop.addObserver(new JfrRecorder())}, one for each loop; the system property {@code
 * asyncio4j.jfr=true} does it for every loop. Both events are off until a recording enables them:
 *
 * <ul>
 *   <li>{@code org.asyncio4j.Task}: from the making of a task to its end;
 *   <li>{@code org.asyncio4j.SlowStep}: a step of 10 ms or more (the event's threshold).
 * </ul>
 *
 * <p>Java only. Needs the module {@code jdk.jfr}.
 */
public final class JfrRecorder implements LoopObserver {

  // A task may be made by the thread that prepares the loop; all else is the loop's thread's.
  private final Map<Task<?>, TaskEvent> open = new ConcurrentHashMap<>();

  // An eager start is a step within a step.
  private final ArrayDeque<StepEvent> steps = new ArrayDeque<>();

  /** {@return whether every loop gets a recorder} */
  static boolean byDefault() {
    return Boolean.getBoolean("asyncio4j.jfr");
  }

  /** Makes a recorder for one loop. */
  public JfrRecorder() {}

  @Override
  public void taskCreated(Task<?> task) {
    var event = new TaskEvent();
    if (event.isEnabled()) {
      event.begin();
      open.put(task, event);
    }
  }

  @Override
  public void taskDone(Task<?> task) {
    TaskEvent event = open.remove(task);
    if (event == null) {
      return;
    }
    event.end();
    if (event.shouldCommit()) {
      event.taskName = task.getName();
      event.coroutine = task.getCoro().where();
      event.outcome = task.stateName();
      event.commit();
    }
  }

  @Override
  public void stepBegins(Task<?> task) {
    var event = new StepEvent();
    if (event.isEnabled() || !steps.isEmpty()) {
      event.begin();
      steps.push(event);
    }
  }

  @Override
  public void stepEnds(Task<?> task) {
    StepEvent event = steps.poll();
    if (event == null) {
      return;
    }
    event.end();
    if (event.shouldCommit()) {
      event.taskName = task.getName();
      event.coroutine = task.getCoro().where();
      event.commit();
    }
  }

  /** A task's whole life. */
  @Name("org.asyncio4j.Task")
  @Label("Task")
  @Category("asyncio4j")
  @Description("From the making of a task to its end")
  @Enabled(false)
  @StackTrace(false)
  static final class TaskEvent extends Event {
    @Label("Name")
    @Nullable String taskName;

    @Label("Coroutine")
    @Nullable String coroutine;

    @Label("Outcome")
    @Nullable String outcome;
  }

  /** A step, if it was slow. */
  @Name("org.asyncio4j.SlowStep")
  @Label("Slow Step")
  @Category("asyncio4j")
  @Description("A step of a task, in which nothing else of the loop could run")
  @Enabled(false)
  @Threshold("10 ms")
  @StackTrace(false)
  static final class StepEvent extends Event {
    @Label("Task")
    @Nullable String taskName;

    @Label("Coroutine")
    @Nullable String coroutine;
  }
}
