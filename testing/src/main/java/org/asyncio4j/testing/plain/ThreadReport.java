package org.asyncio4j.testing.plain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.asyncio4j.EventLoop;
import org.asyncio4j.WaitGraph;
import org.jspecify.annotations.Nullable;

/** Says of threads that do not go on what they wait for, who holds that, and where they are. */
final class ThreadReport {
  private static final int MOST_FRAMES = 12;

  private final List<SimThread> threads;
  private final LockOwners owners;

  private ThreadReport(List<SimThread> threads) {
    this.threads = threads;
    this.owners = LockOwners.of(threads.stream().map(SimThread::thread).toList());
  }

  /** {@return the report on threads, and on the tasks of the loop if there are any} */
  static String of(List<SimThread> threads, EventLoop loop) {
    var report = new ThreadReport(threads);
    var text = new StringBuilder();
    threads.forEach(thread -> text.append(report.describe(thread)));
    text.append(report.describeCircle());
    var tasks = WaitGraph.of(loop);
    if (!tasks.tasks().isEmpty()) {
      text.append(tasks.format().indent(2));
    }
    return text.toString().stripTrailing();
  }

  private String describe(SimThread thread) {
    var text = new StringBuilder("  %s, %s".formatted(thread, thread.thread().getState()));
    String awaited = owners.awaitedBy(thread.thread());
    if (awaited != null) {
      text.append(", waits for ").append(awaited);
    }
    Thread owner = owners.ownerAwaitedBy(thread.thread());
    if (owner != null) {
      text.append(", held by ").append(name(owner));
    }
    return text.append('\n').append(stack(thread.thread())).toString();
  }

  private String name(Thread owner) {
    for (SimThread each : threads) {
      if (each.thread() == owner) {
        return each.toString();
      }
    }
    return "thread '%s' outside of the simulation".formatted(owner.getName());
  }

  /** {@return a line about threads that wait for each other, empty if there are none} */
  private String describeCircle() {
    for (SimThread each : threads) {
      Set<Thread> path = new LinkedHashSet<>();
      @Nullable Thread next = each.thread();
      while (next != null && path.add(next)) {
        next = owners.ownerAwaitedBy(next);
      }
      if (next == each.thread()) {
        var names = new ArrayList<>(path.stream().map(this::name).toList());
        names.add(name(next));
        return "  circle: " + String.join(" waits for ", names) + "\n";
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

  /** {@return the first thread that waits for a socket, a process or the like} */
  static @Nullable SimThread firstInIo(List<SimThread> threads) {
    for (SimThread each : threads) {
      for (StackTraceElement frame : each.thread().getStackTrace()) {
        if (frame.getClassName().equals("sun.nio.ch.Poller")) {
          return each;
        }
      }
    }
    return null;
  }
}
