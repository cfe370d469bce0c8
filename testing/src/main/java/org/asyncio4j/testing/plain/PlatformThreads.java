package org.asyncio4j.testing.plain;

import static java.lang.invoke.MethodType.methodType;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Notices without the agent that a thread of a simulation makes a platform thread: the JDK asks an
 * inheritable thread-local for the child's value inside of the constructor of each child.
 *
 * <p>Whether the child will ever be started is not known there; hardly any is made for nothing.
 * Threads that inherit no thread-locals are not noticed, those of the common pool among them.
 *
 * <p>With the agent, which notices each start, this does nothing.
 */
final class PlatformThreads extends InheritableThreadLocal<@Nullable Simulation> {
  private static final PlatformThreads MARK = new PlatformThreads();

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  // Null with the agent, and in a JVM of another shape, where such threads are only guessed at.
  private static final @Nullable Inherited INHERITED = Hooked.available() ? null : findInherited();

  /** What the JDK keeps a thread's inheritable thread-locals in. */
  private record Inherited(VarHandle field, MethodHandle newMap) {}

  private PlatformThreads() {}

  private static @Nullable Inherited findInherited() {
    try {
      Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
      var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      return new Inherited(
          lookup.findVarHandle(Thread.class, "inheritableThreadLocals", map),
          MethodHandles.privateLookupIn(map, MethodHandles.lookup())
              .findConstructor(map, methodType(void.class, ThreadLocal.class, Object.class)));
    } catch (ReflectiveOperationException | RuntimeException otherShape) {
      return null;
    }
  }

  /** Has what {@code thread} makes be noticed. On the carrier, while that thread does not run. */
  static void watch(Thread thread, Simulation simulation) {
    Inherited inherited = INHERITED;
    // One that has any has inherited this one, too: its parent is of the simulation.
    if (inherited == null || inherited.field.get(thread) != null) {
      return;
    }
    try {
      inherited.field.set(thread, inherited.newMap.invoke(MARK, simulation));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** A thread is being made, by the current one. */
  @Override
  protected @Nullable Simulation childValue(@Nullable Simulation value) {
    Simulation simulation = Simulation.current();
    if (simulation != null) {
      WALKER.walk(PlatformThreads::findMade).ifPresent(simulation.outsideCalls()::makes);
    }
    return value;
  }

  /** {@return the class of the platform thread that is being made, and where, if it is one} */
  private static Optional<Caller> findMade(Stream<StackFrame> frames) {
    Class<?> made = Thread.class;
    for (Iterator<StackFrame> each = frames.iterator(); each.hasNext(); ) {
      StackFrame frame = each.next();
      Class<?> type = frame.getDeclaringClass();
      if (Thread.class.isAssignableFrom(type) && frame.getMethodName().equals("<init>")) {
        if (type.getName().equals("java.lang.BaseVirtualThread")) {
          return Optional.empty();
        }
        made = type;
      } else if (!Caller.isOfTheJdk(type) && type != PlatformThreads.class) {
        return Optional.of(new Caller(made.getName(), Caller.where(frame)));
      }
    }
    return Optional.of(new Caller(made.getName(), Caller.METHOD_REFERENCE));
  }
}
