package org.asyncio4j.testing.plain;

import java.lang.StackWalker.StackFrame;
import java.security.ProtectionDomain;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Who does something on the current thread.
 *
 * @param call the method of the JDK that was called for it
 * @param where the line of the program that called it
 */
record Caller(String call, String where) {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  // Nothing of the program is between the thread, or us, and the JDK.
  static final String METHOD_REFERENCE = "a method reference";

  private static final String HOOKS = "java.lang.Asyncio4jHooks";

  // What the JDK reads for its own ends: classes, resources, its configuration, its tables.
  private static final List<String> HOUSE_KEEPING =
      List.of(
          "java.lang.Class.",
          "java.lang.Module.",
          "java.lang.invoke.",
          "java.security.",
          "java.time.zone.",
          "java.util.ResourceBundle",
          "java.util.ServiceLoader",
          "java.util.logging.LogManager",
          "jdk.internal.loader.",
          "jdk.internal.logger.",
          "jdk.internal.module.",
          "sun.security.",
          "sun.util.");

  // What is given a method reference, and calls that.
  private static final List<String> RUNS_OTHERS =
      List.of("java.lang.Thread", "java.lang.VirtualThread", "java.util.concurrent.");

  // What runs tests may report by files and sockets, whoever prints.
  private static final List<String> TEST_RUNNERS =
      List.of("com.intellij.", "org.apache.maven.", "org.eclipse.jdt.", "org.gradle.");

  /**
   * {@return who has called the hook that this is called by, null if it is the JVM or the JDK for
   * its own ends}
   */
  static @Nullable Caller ofHook() {
    return WALKER.walk(
        frames ->
            find(
                frames
                    .dropWhile(frame -> !frame.getClassName().equals(HOOKS))
                    .dropWhile(frame -> frame.getClassName().equals(HOOKS))));
  }

  private static @Nullable Caller find(Stream<StackFrame> frames) {
    String call = "?";
    boolean called = false;
    Caller found = null;
    for (Iterator<StackFrame> each = frames.iterator(); each.hasNext(); ) {
      StackFrame frame = each.next();
      if (loadsClasses(frame)) {
        return null; // also if it is the program's own class loader
      }
      if (found != null) {
        continue;
      }
      if (!isOfTheJdk(frame.getDeclaringClass())) {
        if (startsWithOne(frame.getClassName(), TEST_RUNNERS)) {
          return null;
        }
        called = true;
        if (!isOurs(frame.getDeclaringClass())) {
          found = new Caller(call, where(frame));
        }
      } else if (isHouseKeeping(frame)) {
        return null;
      } else if (startsWithOne(frame.getClassName(), RUNS_OTHERS)) {
        called = true;
      } else if (!called) {
        call = method(frame);
      }
    }
    return found == null ? new Caller(call, METHOD_REFERENCE) : found;
  }

  private static boolean isOurs(Class<?> type) {
    ProtectionDomain domain = type.getProtectionDomain(); // one for each jar
    return domain == PlainSimulation.class.getProtectionDomain()
        || domain == EventLoop.class.getProtectionDomain();
  }

  private static boolean loadsClasses(StackFrame frame) {
    return ClassLoader.class.isAssignableFrom(frame.getDeclaringClass())
        || frame.getClassName().startsWith("sun.instrument.");
  }

  private static boolean isHouseKeeping(StackFrame frame) {
    return frame.getMethodName().equals("<clinit>")
        || startsWithOne(frame.getClassName() + '.', HOUSE_KEEPING);
  }

  private static boolean startsWithOne(String name, List<String> prefixes) {
    for (String each : prefixes) {
      if (name.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether the current call came by way of a package} */
  static boolean isBy(String packageName) {
    return WALKER.walk(
        frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(packageName)));
  }

  static boolean isOfTheJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static String method(StackFrame frame) {
    return frame.getMethodName().equals("<init>")
        ? "new " + frame.getClassName()
        : frame.getClassName() + "." + frame.getMethodName();
  }

  static String where(StackFrame frame) {
    return where(
        frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber());
  }

  static String where(String className, String method, @Nullable String file, int line) {
    // Without the name of the class loader, which says nothing here.
    return new StackTraceElement(null, null, null, className, method, file, line).toString();
  }
}
