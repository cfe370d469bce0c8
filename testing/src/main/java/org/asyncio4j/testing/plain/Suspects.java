package org.asyncio4j.testing.plain;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a program may call that has the machine's time, random numbers or files: found in its class
 * files, because without the agent nothing else tells. With it there are none.
 *
 * <p>Any thread.
 */
final class Suspects {
  /** Nothing to suspect. */
  static final Suspects NONE = new Suspects(List.of(), false);

  private static final System.Logger LOG = System.getLogger("asyncio4j");
  private static final int MOST_LINES = 20;
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  // By where the program begins. Goes with the class: a class loader may end before the JVM.
  private static final ClassValue<Map<List<ProgramReader.Method>, Suspects>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Map<List<ProgramReader.Method>, Suspects> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final List<UncontrolledCall> calls;
  private final boolean more;
  private final AtomicBoolean warned = new AtomicBoolean();

  private Suspects(List<UncontrolledCall> calls, boolean more) {
    this.calls = calls;
    this.more = more;
  }

  /**
   * {@return what {@code body} may call} Must be called by whoever was given it: a lambda expression
   * does not say which method it was written in, but that is most often still running.
   */
  static Suspects of(Object body) {
    if (Hooked.available()) {
      return NONE;
    }
    try {
      Class<?> type = written(body.getClass());
      List<ProgramReader.Method> begin =
          type == body.getClass() ? List.of() : running(type, body.getClass().getInterfaces());
      return KNOWN.get(type).computeIfAbsent(begin, its -> read(type, begin));
    } catch (Exception | LinkageError | StackOverflowError notFound) {
      return NONE; // this is help, and must not be in the way
    }
  }

  /** {@return the class with the text of a lambda expression, any other class itself} */
  private static Class<?> written(Class<?> type) throws ClassNotFoundException {
    int lambda = type.getName().indexOf("$$Lambda");
    return lambda < 0
        ? type
        : Class.forName(type.getName().substring(0, lambda), false, type.getClassLoader());
  }

  /**
   * {@return the methods of a class that are running, up to the one that has made an object of
   * these interfaces by a lambda expression}
   */
  private static List<ProgramReader.Method> running(Class<?> type, Class<?>[] interfaces) {
    List<ProgramReader.Method> running = running(type);
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      return running;
    }
    var reader = new ProgramReader(loader);
    for (int i = 0; i < running.size(); i++) {
      for (Class<?> each : interfaces) {
        if (reader.hasLambda(running.get(i), each)) {
          return List.copyOf(running.subList(0, i + 1));
        }
      }
    }
    return running;
  }

  private static List<ProgramReader.Method> running(Class<?> type) {
    return WALKER.walk(
        frames ->
            frames
                .filter(frame -> frame.getDeclaringClass() == type)
                .map(Suspects::method)
                .distinct()
                .toList());
  }

  private static ProgramReader.Method method(StackFrame frame) {
    return new ProgramReader.Method(
        frame.getClassName().replace('.', '/'), frame.getMethodName(), frame.getDescriptor());
  }

  private static Suspects read(Class<?> type, List<ProgramReader.Method> begin) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      return NONE;
    }
    var reader = new ProgramReader(loader);
    if (begin.isEmpty()) {
      reader.readFrom(type.getName().replace('.', '/'));
    } else {
      reader.readFrom(begin);
    }
    return new Suspects(reader.found(), reader.hasMore());
  }

  /** {@return all of them, allowed or not} */
  List<UncontrolledCall> calls() {
    return calls;
  }

  /** Says once what is not allowed. */
  void warn(PlainOptions options) {
    String text = describe(options);
    if (!text.isEmpty() && warned.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING, text);
    }
  }

  /** {@return what is not allowed, and what to do about it; empty if there is none} */
  String describe(PlainOptions options) {
    Set<Uncontrolled> kinds = EnumSet.noneOf(Uncontrolled.class);
    List<String> lines = new ArrayList<>();
    for (UncontrolledCall each : calls) {
      if (!options.allowed().contains(each.kind())) {
        kinds.add(each.kind());
        lines.add("  " + each);
      }
    }
    if (lines.isEmpty()) {
      return "";
    }
    int left = lines.size() - MOST_LINES;
    return "a simulation without the agent may depend on more than its seed, by these calls:\n"
        + lines.stream().limit(MOST_LINES).collect(Collectors.joining("\n"))
        + (left > 0 ? "\n  and %d more".formatted(left) : "")
        + (more ? "\n  (and there were more classes than were read)" : "")
        + "\nexpected "
        + advice(kinds);
  }

  private static String advice(Set<Uncontrolled> kinds) {
    Set<Uncontrolled> others = EnumSet.copyOf(kinds);
    boolean byAgent =
        others.remove(Uncontrolled.CLOCKS) | others.remove(Uncontrolled.RANDOM);
    String flag =
        byAgent ? "the JVM flag " + UncontrolledError.AGENT_FLAG + " for clocks and random numbers" : "";
    String fakes = others.isEmpty() ? "" : "fakes or virtual threads in the place of " + others;
    return flag
        + (byAgent && !others.isEmpty() ? ", and " : "")
        + fakes
        + "; or PlainOptions.withAllowed";
  }
}
