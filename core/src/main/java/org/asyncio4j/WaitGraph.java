package org.asyncio4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.asyncio4j.internal.engine.Frame;

/**
 * Who waits for whom among all tasks of a loop, at one moment: through awaits, gathers and groups,
 * and through locks and semaphores, which are awaited from whoever holds them.
 *
 * <p>A lock's holder is the task that has acquired it, whoever may be going to release it. For a
 * semaphore of up to 64 permits the holders are known as well; who releases a permit without having
 * acquired one releases the one that has been held longest. Whoever will set an event, signal a
 * condition, come to a barrier or use a queue is not known: there the primitive itself is shown.
 *
 * <p>It can be drawn by any thread. Between two steps of the loop, and on the loop's own thread, it
 * is exact. While the loop runs on another thread it is best effort: tasks go on while they are
 * looked at, so that one may be missing or be shown as it was a moment ago. That never disturbs the
 * loop, and works also if the loop is stuck.
 *
 * <p>Python: {@code python -m asyncio pstree}, from within the process.
 */
public final class WaitGraph {
  private static final int MOST_NAMES = 3;

  private final List<Task<?>> tasks;
  private final Map<Task<?>, Entry> entries = new HashMap<>();
  private final List<WaitCycle> cycles;

  /**
   * One task as it was found.
   *
   * @param text its name, where it is and what it does
   * @param activity what it does
   * @param relation what it has to do with the ends
   * @param ends the tasks and plain futures it waits for
   * @param children tasks that belong below it, but that it does not wait for now
   */
  record Entry(
      String text, String activity, String relation, List<Future<?>> ends, Set<Task<?>> children) {}

  private WaitGraph(BaseEventLoop loop) {
    tasks = List.copyOf(loop.tasks().snapshot());
    Map<Future<?>, List<Future<?>>> thirdParty = new HashMap<>();
    loop.awaitedBy()
        .forEach(
            (future, waiter) ->
                thirdParty.computeIfAbsent(waiter, _ -> new ArrayList<>()).add(future));
    for (Task<?> task : tasks) {
      entries.put(task, entry(task, thirdParty.getOrDefault(task, List.of())));
    }
    placeWhoIsNotWaitedFor();
    cycles = WaitCycle.reachedFrom(tasks);
  }

  /**
   * {@return what a loop's tasks wait for now} Any thread may ask.
   *
   * @param loop the loop; it may be running, suspended or closed
   */
  public static WaitGraph of(EventLoop loop) {
    return new WaitGraph(BaseEventLoop.of(loop));
  }

  private static Entry entry(Task<?> task, List<Future<?>> thirdParty) {
    WaitsFor waitsFor = WaitsFor.of(task);
    var ends = new LinkedHashSet<>(waitsFor.ends());
    ends.addAll(thirdParty);
    List<StackTraceElement> stack = UserFrames.of(TaskStack.ofBody(task));
    String activity = action(task, waitsFor, ends.isEmpty());
    String where = stack.isEmpty() ? "" : " at " + stack.getFirst();
    String text = TaskText.name(task) + where + " " + activity;
    return new Entry(text, activity, waitsFor.relation(), List.copyOf(ends), new LinkedHashSet<>());
  }

  private static String action(Task<?> task, WaitsFor waitsFor, boolean isLeaf) {
    if (waitsFor.what().equals("sleep")) {
      return "sleeps";
    }
    if (waitsFor.what().isEmpty()) {
      return isLeaf ? activity(task) : "waits for";
    }
    String relation = waitsFor.relation().isEmpty() || isLeaf ? "" : ", " + waitsFor.relation();
    return "waits for " + waitsFor.what() + relation;
  }

  /** {@return what a task does that waits for nothing} */
  private static String activity(Task<?> task) {
    Frame frame = task.frame;
    if (task.loop().running().task == task) {
      return "is running";
    }
    if (frame == null) {
      return "has not started";
    }
    return frame.blocked() ? "is blocked in the JDK" : "is ready";
  }

  /** A task of a group whose block is still running, say, is shown below the block's task. */
  private void placeWhoIsNotWaitedFor() {
    Set<Future<?>> waitedFor = new HashSet<>();
    entries.values().forEach(entry -> waitedFor.addAll(entry.ends()));
    for (Task<?> task : tasks) {
      if (!waitedFor.contains(task)) {
        for (Future<?> awaiter : Awaiters.of(task)) {
          entry(awaiter).ifPresent(parent -> parent.children().add(task));
        }
      }
    }
  }

  /** {@return the tasks that were not done, in order of creation} */
  public List<Task<?>> tasks() {
    return tasks;
  }

  /**
   * {@return the tasks that a task waited for, or that hold what it waited for; empty if nobody is
   * known or it did not wait}
   *
   * @param task a task
   */
  public List<Task<?>> waitsFor(Task<?> task) {
    Arguments.required(task, "task");
    var on = new ArrayList<Task<?>>();
    for (Future<?> end : entry(task).map(Entry::ends).orElse(List.of())) {
      if (end instanceof Task<?> other) {
        on.add(other);
      }
    }
    return List.copyOf(on);
  }

  /**
   * {@return what a task did or waited for, in words, such as "is ready" or "waits for gather: a,
   * b"; empty if it was not there}
   *
   * @param task a task
   */
  public String describe(Task<?> task) {
    String activity = entry(Arguments.required(task, "task")).map(Entry::activity).orElse("");
    List<Task<?>> on = waitsFor(task);
    if (on.isEmpty()) {
      return activity;
    }
    String names =
        on.stream().limit(MOST_NAMES).map(Task::getName).collect(Collectors.joining(", "));
    String more = on.size() > MOST_NAMES ? " and %s more".formatted(on.size() - MOST_NAMES) : "";
    boolean isHalfASentence = activity.endsWith(" for") || activity.endsWith(" by");
    return activity + (isHalfASentence ? " " : ": ") + names + more;
  }

  /**
   * {@return the circles of tasks that wait for each other} None of them can go on, unless it is
   * cancelled. A task that waits for any one of several is in a circle only if it is with each; one
   * inside a {@code timeout} may be in a circle until the time is up.
   */
  public List<List<Task<?>>> cycles() {
    return cycles.stream().map(WaitCycle::tasks).toList();
  }

  /**
   * {@return the graph as text: first a line for each cycle, then a tree, in which below each task
   * stands what it waits for} A task that is waited for by several is written out once.
   */
  public String format() {
    return WaitGraphText.of(this);
  }

  /** {@return the same as {@link #format}} */
  @Override
  public String toString() {
    return format();
  }

  Optional<Entry> entry(Future<?> task) {
    return Optional.ofNullable(task instanceof Task<?> known ? entries.get(known) : null);
  }

  List<String> cycleTexts() {
    return cycles.stream().map(WaitCycle::text).toList();
  }

  /** {@return the tasks that stand below no other} */
  List<Task<?>> roots() {
    Set<Future<?>> below = new HashSet<>();
    for (Entry entry : entries.values()) {
      below.addAll(entry.ends());
      below.addAll(entry.children());
    }
    return tasks.stream().filter(task -> !below.contains(task)).toList();
  }
}
