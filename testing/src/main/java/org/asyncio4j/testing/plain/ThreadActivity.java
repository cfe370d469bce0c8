package org.asyncio4j.testing.plain;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.asyncio4j.internal.engine.LockOwners;
import org.jspecify.annotations.Nullable;

/** Says of a thread that has made a step where in the program it is, and why it does not go on. */
final class ThreadActivity {
  private static final String HOOKS = "java.lang.Asyncio4jHooks";

  // Frames that are not the program's, though it calls them or is called by them.
  private static final List<String> TOOLS =
      List.of(
          "com.sun.",
          "java.",
          "javax.",
          "jdk.",
          "org.assertj.",
          "org.junit.",
          "org.opentest4j.",
          "sun.");
  private static final Set<String> OURS =
      Set.of(
          "org.asyncio4j.testing.junit.ExploredTest",
          Outcome.class.getName(),
          PlainSimulation.class.getName(),
          PlainStage.class.getName(),
          Simulation.class.getName());

  private ThreadActivity() {}

  /** {@return as {@link SimThread#activity}} */
  static String of(SimThread thread) {
    Throwable thrown = thread.thrown();
    if (thrown != null) {
      return where(thrown.getStackTrace()) + "throws";
    }
    if (thread.terminated()) {
      return "ends";
    }
    StackTraceElement[] stack = thread.thread().getStackTrace();
    return where(stack) + why(thread, stack);
  }

  /** {@return the newest line of the program's, and a blank; nothing if there is none} */
  private static String where(StackTraceElement[] stack) {
    String line = "";
    boolean found = false;
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(HOOKS)) {
        found = false; // what the program has called here, it does not know of
      } else if (!found && isOfTheProgram(frame.getClassName())) {
        line = "%s:%s ".formatted(frame.getFileName(), frame.getLineNumber());
        found = true;
      }
    }
    return line;
  }

  private static boolean isOfTheProgram(String className) {
    return TOOLS.stream().noneMatch(className::startsWith)
        && OURS.stream().noneMatch(each -> className.equals(each) || isInside(className, each));
  }

  private static boolean isInside(String className, String outer) {
    return className.startsWith(outer + "$");
  }

  private static String why(SimThread thread, StackTraceElement[] stack) {
    return switch (thread.thread().getState()) {
      case NEW, RUNNABLE -> has(stack, HOOKS, "point") ? "is preempted" : "yields";
      case TERMINATED -> "ends";
      case BLOCKED, WAITING, TIMED_WAITING ->
          has(stack, "java.lang.Thread", "sleep") ? "sleeps" : "waits" + what(thread);
    };
  }

  private static boolean has(StackTraceElement[] stack, String className, String method) {
    return Arrays.stream(stack)
        .anyMatch(
            frame ->
                frame.getClassName().equals(className) && frame.getMethodName().equals(method));
  }

  private static String what(SimThread thread) {
    LockOwners owners = thread.lockOwners();
    Class<?> type = owners.typeAwaitedBy(thread.thread());
    if (type == null) {
      return "";
    }
    Thread owner = owners.ownerAwaitedBy(thread.thread());
    return " for " + name(type) + (owner == null ? "" : ", held by " + thread.nameOf(owner));
  }

  /** {@return the name of a class; of a part of one of the JDK's, of that} */
  private static String name(Class<?> type) {
    @Nullable Class<?> outer = type.getEnclosingClass();
    boolean isPart = outer != null && type.getName().startsWith("java.");
    return isPart ? name(outer) : type.getSimpleName();
  }
}
