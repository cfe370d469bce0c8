package org.asyncio4j.testing.plain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asyncio4j.EventLoop;
import org.asyncio4j.WaitGraph;
import org.asyncio4j.internal.engine.LockOwners;
import org.jspecify.annotations.Nullable;

/** Says of threads that do not go on what they wait for, who holds that, and where they are. */
final class ThreadReport {
  private static final int MOST_FRAMES = 12;

  private final Map<Thread, String> names;
  private final LockOwners owners;

  private ThreadReport(Map<Thread, String> names) {
    this.names = names;
    this.owners = LockOwners.of(names.keySet());
  }

  /**
   * {@return the report on threads, and on the tasks of the loop if there are any}
   *
   * @param names of the threads, in the order in which they are reported
   */
  static String of(Map<Thread, String> names, EventLoop loop) {
    var report = new ThreadReport(names);
    var text = new StringBuilder();
    names.forEach((thread, name) -> text.append(report.describe(thread, name)));
    text.append(report.describeCircle());
    var tasks = WaitGraph.of(loop);
    if (!tasks.tasks().isEmpty()) {
      text.append(tasks.format().indent(2));
    }
    return text.toString().stripTrailing();
  }

  /** {@return what is wrong with threads that are left after the body, if there are any} */
  static Optional<AssertionError> errorOf(Map<Thread, String> left, EventLoop loop) {
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AssertionError(
                "the body has ended, but these threads have not:\n" + of(left, loop)));
  }

  private String describe(Thread thread, String name) {
    var text = new StringBuilder("  %s, %s".formatted(name, thread.getState()));
    String awaited = owners.awaitedBy(thread);
    if (awaited != null) {
      text.append(", waits for ").append(awaited);
    }
    Thread owner = owners.ownerAwaitedBy(thread);
    if (owner != null) {
      text.append(", held by ").append(name(owner));
    }
    return text.append('\n').append(stack(thread)).toString();
  }

  private String name(Thread thread) {
    String name = names.get(thread);
    return name == null
        ? "thread '%s' outside of the simulation".formatted(thread.getName())
        : name;
  }

  /** {@return a line about threads that wait for each other, empty if there are none} */
  private String describeCircle() {
    for (Thread each : names.keySet()) {
      Set<Thread> path = new LinkedHashSet<>();
      Thread next = each;
      while (next != null && path.add(next)) {
        next = owners.ownerAwaitedBy(next);
      }
      if (next == each) {
        var circle = new ArrayList<>(path.stream().map(this::name).toList());
        circle.add(name(each));
        return "  circle: " + String.join(" waits for ", circle) + "\n";
      }
    }
    return "";
  }

  /** {@return where a thread is that does not run, without what the JDK does below} */
  static String stack(Thread thread) {
    var text = new StringBuilder();
    Arrays.stream(thread.getStackTrace())
        .filter(frame -> !isPlumbing(frame))
        .limit(MOST_FRAMES)
        .forEach(frame -> text.append("      at ").append(frame).append('\n'));
    return text.toString();
  }

  private static boolean isPlumbing(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("java.lang.VirtualThread")
        || name.startsWith("jdk.internal.vm.")
        || name.equals("java.lang.System$1")
        || name.equals("java.lang.Asyncio4jHooks");
  }

  /** {@return the first thread that waits for a socket or the like} */
  static @Nullable Thread firstInIo(Iterable<Thread> threads) {
    for (Thread each : threads) {
      for (StackTraceElement frame : each.getStackTrace()) {
        if (frame.getClassName().equals("sun.nio.ch.Poller")) {
          return each;
        }
      }
    }
    return null;
  }
}
