package org.asyncio4j.testing.plain;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.asyncio4j.testing.internal.Written;
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

  private static final int MOST_LINES = 20;
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  // Goes with the class of the body's text: a class loader may end before the JVM.
  private static final ClassValue<Map<Begin, Suspects>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Map<Begin, Suspects> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  /**
   * Where a program begins.
   *
   * @param running the methods around a lambda expression, from the innermost one on
   * @param interfaces what the expression makes
   */
  private record Begin(List<ProgramReader.Method> running, List<Class<?>> interfaces) {}

  /** A body is run many times in a row, and a look at the stack costs more than a short run. */
  private record Last(WeakReference<Object> body, Suspects suspects) {}

  // Any thread; what another one overwrites is found again.
  private static volatile @Nullable Last latest;

  private final List<UncontrolledCall> calls;
  private final boolean more;
  private final AtomicBoolean warned = new AtomicBoolean();

  private Suspects(List<UncontrolledCall> calls, boolean more) {
    this.calls = calls;
    this.more = more;
  }

  /**
   * {@return what {@code body} may call} Must be called by whoever was given it: a lambda
   * expression does not say which method it was written in, but that is most often still running.
   */
  static Suspects of(Object body) {
    if (Hooked.available()) {
      return NONE;
    }
    Last last = latest;
    if (last != null && last.body.refersTo(body)) {
      return last.suspects;
    }
    Suspects suspects = find(body);
    latest = new Last(new WeakReference<>(body), suspects);
    return suspects;
  }

  private static Suspects find(Object body) {
    try {
      if (body instanceof Written test) {
        return read(test.calls());
      }
      Class<?> type = written(body.getClass());
      Begin begin =
          type == body.getClass()
              ? new Begin(List.of(), List.of())
              : new Begin(running(type), List.of(body.getClass().getInterfaces()));
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

  private static Suspects read(Class<?> type, Begin begin) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      return NONE;
    }
    var reader = new ProgramReader(loader);
    if (begin.running.isEmpty()) {
      reader.readFrom(type.getName().replace('.', '/'));
    } else {
      reader.readFrom(upToExpression(reader, begin));
    }
    return new Suspects(reader.found(), reader.hasMore());
  }

  private static Suspects read(List<Executable> called) {
    ClassLoader loader = called.getLast().getDeclaringClass().getClassLoader();
    if (loader == null) {
      return NONE;
    }
    var reader = new ProgramReader(loader);
    reader.readCalled(called.stream().map(Suspects::method).toList());
    return new Suspects(reader.found(), reader.hasMore());
  }

  private static ProgramReader.Method method(Executable executable) {
    boolean makes = executable instanceof Constructor;
    Class<?> returned =
        executable instanceof java.lang.reflect.Method method ? method.getReturnType() : void.class;
    return new ProgramReader.Method(
        executable.getDeclaringClass().getName().replace('.', '/'),
        makes ? "<init>" : executable.getName(),
        MethodType.methodType(returned, executable.getParameterTypes()).descriptorString());
  }

  /** {@return the running methods up to the one with the expression; all, if none has it} */
  private static List<ProgramReader.Method> upToExpression(ProgramReader reader, Begin begin) {
    for (int i = 0; i < begin.running.size(); i++) {
      for (Class<?> each : begin.interfaces) {
        if (reader.hasLambda(begin.running.get(i), each)) {
          return begin.running.subList(0, i + 1);
        }
      }
    }
    return begin.running;
  }

  /** {@return all of them, allowed or not} */
  List<UncontrolledCall> calls() {
    return calls;
  }

  /** Says once what is not allowed. */
  void warn(PlainOptions options) {
    if (calls.isEmpty() || warned.get()) {
      return;
    }
    String text = describe(options);
    if (!text.isEmpty() && warned.compareAndSet(false, true)) {
      System.getLogger("asyncio4j").log(System.Logger.Level.WARNING, text);
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
        + (left > 0 ? "\n  and %s more".formatted(left) : "")
        + (more ? "\n  (and there were more classes than were read)" : "")
        + "\nexpected "
        + advice(kinds);
  }

  private static String advice(Set<Uncontrolled> kinds) {
    Set<Uncontrolled> others = EnumSet.copyOf(kinds);
    boolean byAgent = others.removeAll(EnumSet.of(Uncontrolled.CLOCKS, Uncontrolled.RANDOM));
    String flag =
        byAgent
            ? "the JVM flag " + UncontrolledError.AGENT_FLAG + " for clocks and random numbers"
            : "";
    String fakes = others.isEmpty() ? "" : "fakes or virtual threads in the place of " + others;
    return flag
        + (byAgent && !others.isEmpty() ? ", and " : "")
        + fakes
        + "; or PlainOptions.withAllowed";
  }
}
