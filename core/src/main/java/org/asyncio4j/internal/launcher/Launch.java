package org.asyncio4j.internal.launcher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.asyncio4j.CancelledError;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.SystemExit;

/**
 * Runs a single-file program as {@code java FILE.java} does, and ends the process as Python would
 * when a {@link KeyboardInterrupt} or a {@link SystemExit} comes out of its main.
 */
public final class Launch {
  // What java itself runs when it is given a source file. The JVM has to export its package.
  private static final String SOURCE_LAUNCHER = "com.sun.tools.javac.launcher.SourceLauncher";

  // 128 and the number of the signal, as shells and the JVM have it.
  private static final int INTERRUPTED = 130;

  private Launch() {}

  /**
   * Runs a program.
   *
   * @param arguments the source file, and the program's own arguments
   * @throws Throwable what the program throws
   */
  public static void main(String[] arguments) throws Throwable {
    // By a method handle: the source launcher cuts as many frames off what the program throws as
    // there are below it, and fails if a task's stack has fewer; reflection would add two.
    var launch =
        MethodHandles.lookup()
            .findStatic(
                Class.forName(SOURCE_LAUNCHER),
                "main",
                MethodType.methodType(void.class, String[].class));
    try {
      launch.invokeExact(arguments);
    } catch (Throwable thrown) {
      endAs(thrown);
    }
  }

  private static void endAs(Throwable thrown) throws Throwable {
    switch (thrown) {
      case SystemExit exit -> System.exit(exit.status());
      case KeyboardInterrupt interrupt -> {
        if (isNoNews(interrupt)) {
          System.err.println("KeyboardInterrupt");
        } else {
          interrupt.printStackTrace();
        }
        System.exit(INTERRUPTED);
      }
      default -> throw thrown;
    }
  }

  /** {@return whether a stack trace would say nothing but where the program was just then} */
  private static boolean isNoNews(KeyboardInterrupt interrupt) {
    return interrupt.getSuppressed().length == 0
        && (interrupt.getCause() == null || interrupt.getCause() instanceof CancelledError);
  }
}
