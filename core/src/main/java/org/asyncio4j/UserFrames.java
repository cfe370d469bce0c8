package org.asyncio4j;

import java.util.Arrays;
import java.util.List;

/** The frames of a stack that are the user's: neither ours nor the JDK's. Newest first. */
final class UserFrames {
  private static final StackWalker WALKER = StackWalker.getInstance();

  private UserFrames() {}

  /** {@return the newest user frames of the calling thread, at most {@code limit}} */
  static List<StackTraceElement> here(int limit) {
    return WALKER.walk(
        frames ->
            frames
                .filter(frame -> isUsers(frame.getClassName()))
                .limit(limit)
                .map(StackWalker.StackFrame::toStackTraceElement)
                .toList());
  }

  static List<StackTraceElement> of(StackTraceElement[] newestFirst) {
    return Arrays.stream(newestFirst).filter(UserFrames::isUsers).toList();
  }

  /**
   * {@return a stack without what is older than its oldest user frame; all of it if it has none}
   */
  static List<StackTraceElement> downToUsers(StackTraceElement[] newestFirst) {
    int end = newestFirst.length;
    while (end > 0 && !isUsers(newestFirst[end - 1])) {
      end--;
    }
    return List.of(end == 0 ? newestFirst : Arrays.copyOf(newestFirst, end));
  }

  private static boolean isUsers(StackTraceElement frame) {
    return isUsers(frame.getClassName()) && !isJdk(frame);
  }

  private static boolean isUsers(String className) {
    return !isOurs(className)
        && !className.startsWith("java.")
        && !className.startsWith("jdk.internal.");
  }

  /** {@return whether a frame is of one of the JDK's modules} */
  static boolean isJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  private static boolean isOurs(String className) {
    String packageName = className.substring(0, Math.max(0, className.lastIndexOf('.')));
    return packageName.equals("org.asyncio4j") || packageName.startsWith("org.asyncio4j.internal");
  }
}
