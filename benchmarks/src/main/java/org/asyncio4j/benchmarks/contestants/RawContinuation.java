package org.asyncio4j.benchmarks.contestants;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The JDK's {@code jdk.internal.vm.Continuation}, by constant method handles, which cost nothing
 * once they are compiled: its package is closed to javac when it compiles for a release.
 */
final class RawContinuation {
  private static final MethodHandle NEW;
  private static final MethodHandle RUN;
  private static final MethodHandle IS_DONE;
  private static final MethodHandle YIELD;

  static {
    try {
      Class<?> type = Class.forName("jdk.internal.vm.Continuation");
      Class<?> scopeType = Class.forName("jdk.internal.vm.ContinuationScope");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Object scope =
          lookup
              .findConstructor(scopeType, methodType(void.class, String.class))
              .invoke("contestant");
      NEW =
          lookup
              .findConstructor(type, methodType(void.class, scopeType, Runnable.class))
              .bindTo(scope)
              .asType(methodType(Object.class, Runnable.class));
      RUN =
          lookup
              .findVirtual(type, "run", methodType(void.class))
              .asType(methodType(void.class, Object.class));
      IS_DONE =
          lookup
              .findVirtual(type, "isDone", methodType(boolean.class))
              .asType(methodType(boolean.class, Object.class));
      YIELD =
          lookup
              .findStatic(type, "yield", methodType(boolean.class, scopeType))
              .bindTo(scope)
              .asType(methodType(void.class));
    } catch (Throwable closed) {
      throw new IllegalStateException(
          "expected the JVM flag --add-exports java.base/jdk.internal.vm=ALL-UNNAMED", closed);
    }
  }

  private RawContinuation() {}

  /** {@return a continuation that has not run yet} */
  static Object of(Runnable body) {
    try {
      return (Object) NEW.invokeExact(body);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Runs a continuation until it suspends or is done. */
  static void run(Object continuation) {
    try {
      RUN.invokeExact(continuation);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** {@return whether a continuation has run to its end} */
  static boolean isDone(Object continuation) {
    try {
      return (boolean) IS_DONE.invokeExact(continuation);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Suspends the continuation that calls this. */
  static void suspend() {
    try {
      YIELD.invokeExact();
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }
}
