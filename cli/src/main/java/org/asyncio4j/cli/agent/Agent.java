package org.asyncio4j.cli.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Begins to run in the process that is looked at, finds every copy of asyncio4j there, and has
 * {@link Report} look at its loops.
 *
 * <p>A program may have its libraries in class loaders that the agent's own does not see, and more
 * than one copy of them. So this class knows none of core's; a report is loaded beside each copy.
 */
public final class Agent {
  /** The first line of an answer that is a report. */
  public static final String REPORT = "report";

  /** The first line of an answer that says that there is nothing to report of. */
  public static final String NO_ASYNCIO4J = "no asyncio4j";

  /** The first line of an answer that says what went wrong. */
  public static final String FAILED = "failed";

  private static final String REGISTRY = "org.asyncio4j.RunningLoops";
  private static final String REPORT_CLASS = "org.asyncio4j.cli.agent.Report";

  private Agent() {}

  /**
   * Writes an answer to a file.
   *
   * @param arguments the name of a command, a space, the path of an existing file
   * @param instrumentation knows all classes of this JVM
   * @throws IOException if the file cannot be written
   */
  public static void agentmain(String arguments, Instrumentation instrumentation)
      throws IOException {
    int space = arguments.indexOf(' ');
    String answer;
    try {
      answer = answer(arguments.substring(0, space), instrumentation);
    } catch (Throwable thrown) { // whatever it is, it must not be this program's problem
      answer = FAILED + "\n" + thrown;
    }
    // Not CREATE: the file was made for this process alone.
    // As bytes: names may have halves of characters in them, which become question marks.
    Files.write(
        Path.of(arguments.substring(space + 1)),
        answer.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static String answer(String command, Instrumentation instrumentation)
      throws ReflectiveOperationException, IOException {
    List<Class<?>> copies =
        Arrays.<Class<?>>stream(instrumentation.getAllLoadedClasses())
            .filter(type -> type.getName().equals(REGISTRY))
            .toList();
    if (copies.isEmpty()) {
      return NO_ASYNCIO4J;
    }
    var text = new StringBuilder(REPORT);
    for (Class<?> copy : copies) {
      text.append('\n').append(reportBeside(copy).apply(command));
    }
    return text.toString();
  }

  @SuppressWarnings("unchecked")
  private static Function<String, String> reportBeside(Class<?> copy)
      throws ReflectiveOperationException, IOException {
    Class<?> type = new Beside(copy.getClassLoader()).loadClass(REPORT_CLASS);
    return (Function<String, String>) type.getConstructor().newInstance();
  }

  /** Has a report of its own, which finds in {@code parent} what it uses. */
  private static final class Beside extends ClassLoader {
    Beside(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      // The parent may see this jar as well, but perhaps not asyncio4j with the same eyes.
      if (!name.equals(REPORT_CLASS) && !name.startsWith(REPORT_CLASS + "$")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
      try (InputStream bytes = Agent.class.getResourceAsStream(file)) {
        if (bytes == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] all = bytes.readAllBytes();
        return defineClass(name, all, 0, all.length);
      } catch (IOException failed) {
        throw new ClassNotFoundException(name, failed);
      }
    }
  }
}
