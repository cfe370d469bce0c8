package org.asyncio4j.internal.launcher;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.asyncio4j.CancelledError;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.SystemExit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a single-file program as {@code java FILE.java} does, or a compiled one that is on the class
 * path, and ends the process as Python would when a {@link KeyboardInterrupt} or a {@link
 * SystemExit} comes out of its main.
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
   * @param arguments the source file, or {@code --class} and the name of a class, or {@code --jar}
   *     and a jar whose manifest names one; and the program's own arguments
   * @throws Throwable what the program throws
   */
  public static void main(String[] arguments) throws Throwable {
    switch (arguments[0]) {
      case "--class" -> runClass(arguments[1], arguments);
      case "--jar" -> runClass(mainClassOf(arguments[1]), arguments);
      default -> runSource(arguments);
    }
  }

  private static void runClass(String name, String[] arguments) throws Throwable {
    MainMethod main;
    try {
      main = MainMethod.of(name);
    } catch (IllegalArgumentException unfit) {
      throw refused(String.valueOf(unfit.getMessage()));
    } catch (NoClassDefFoundError missing) { // its methods' own types are looked up already
      endAs(missing);
      throw missing;
    }
    try {
      main.run(Arrays.copyOfRange(arguments, 2, arguments.length));
    } catch (Throwable thrown) {
      withoutOurFrames(thrown);
      endAs(thrown);
    }
  }

  private static String mainClassOf(String jar) {
    try (var file = new JarFile(jar)) {
      Manifest manifest = file.getManifest();
      @Nullable String name =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      if (name == null) {
        throw refused(
            "%s names no Main-Class in its manifest: expected --class-path %s MAIN_CLASS"
                .formatted(jar, jar));
      }
      return name.strip();
    } catch (IOException unreadable) {
      throw refused("cannot read %s: %s".formatted(jar, unreadable.getMessage()));
    }
  }

  /** Says why there is nothing to run, and ends the process. */
  private static Error refused(String why) {
    System.err.println("asyncio4j: " + why);
    System.exit(1);
    throw new AssertionError("unreachable");
  }

  private static void withoutOurFrames(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    int end = frames.length;
    while (end > 0 && isOurs(frames[end - 1])) {
      end--;
    }
    if (end > 0) { // else it is not of the main thread, or has no frames
      thrown.setStackTrace(Arrays.copyOf(frames, end));
    }
  }

  private static boolean isOurs(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith(Launch.class.getPackageName() + ".")
        || name.startsWith("java.lang.reflect.")
        || name.startsWith("jdk.internal.reflect.");
  }

  private static void runSource(String[] arguments) throws Throwable {
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
      case NoClassDefFoundError missing when isOfNet(missing) -> {
        System.err.println("asyncio4j: the program uses org.asyncio4j.net: run it with --net");
        throw thrown;
      }
      default -> throw thrown;
    }
  }

  private static boolean isOfNet(NoClassDefFoundError missing) {
    return String.valueOf(missing.getMessage()).startsWith("org/asyncio4j/net/");
  }

  /** {@return whether a stack trace would say nothing but where the program was just then} */
  private static boolean isNoNews(KeyboardInterrupt interrupt) {
    return interrupt.getSuppressed().length == 0
        && (interrupt.getCause() == null || interrupt.getCause() instanceof CancelledError);
  }
}
