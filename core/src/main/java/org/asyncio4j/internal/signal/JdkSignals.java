package org.asyncio4j.internal.signal;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is taken from {@code sun.misc.Signal}, in one place.
 *
 * <p>By reflection: a JDK may come without the module {@code jdk.unsupported}, and javac warns of
 * each use of it in a way that cannot be switched off.
 */
final class JdkSignals {
  // A fact of the running JVM, found once: if there are no signals, the reason.
  private static final Object FOUND = find();

  private final MethodHandle newSignal; // (String)Object
  private final MethodHandle handle; // (Object signal, Object handler)Object former handler
  private final MethodHandle forward; // (Object handler, Object signal)void
  private final MethodHandle newHandler; // (Runnable)Object
  private final Object ignoring;

  private JdkSignals(
      MethodHandle newSignal,
      MethodHandle handle,
      MethodHandle forward,
      MethodHandle newHandler,
      Object ignoring) {
    this.newSignal = newSignal;
    this.handle = handle;
    this.forward = forward;
    this.newHandler = newHandler;
    this.ignoring = ignoring;
  }

  private static Object find() {
    try {
      var lookup = MethodHandles.lookup();
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      var arrived =
          lookup.findStatic(
              JdkSignals.class, "arrived", methodType(void.class, Runnable.class, Object.class));
      var newHandler =
          LambdaMetafactory.metafactory(
                  lookup,
                  "handle",
                  methodType(handler, Runnable.class),
                  methodType(void.class, signal),
                  arrived,
                  methodType(void.class, signal))
              .getTarget();
      return new JdkSignals(
          lookup
              .findConstructor(signal, methodType(void.class, String.class))
              .asType(methodType(Object.class, String.class)),
          lookup
              .findStatic(signal, "handle", methodType(handler, signal, handler))
              .asType(methodType(Object.class, Object.class, Object.class)),
          lookup
              .findVirtual(handler, "handle", methodType(void.class, signal))
              .asType(methodType(void.class, Object.class, Object.class)),
          newHandler.asType(methodType(Object.class, Runnable.class)),
          lookup.findStaticGetter(handler, "SIG_IGN", handler).invoke());
    } catch (Throwable missing) {
      return missing;
    }
  }

  /** The body of all handlers, found by its name. */
  @SuppressWarnings({"UnusedMethod", "UnusedVariable"})
  private static void arrived(Runnable whenItArrives, Object signal) {
    whenItArrives.run();
  }

  /**
   * {@return what the JDK gives}
   *
   * @throws UnsupportedOperationException if it gives nothing
   */
  static JdkSignals required() {
    if (FOUND instanceof JdkSignals found) {
      return found;
    }
    throw new UnsupportedOperationException(
        "this JVM has no signals: expected a JDK with the module jdk.unsupported",
        FOUND instanceof Throwable reason ? reason : null);
  }

  /**
   * {@return a signal}
   *
   * @throws IllegalArgumentException if the JVM knows none of this name
   */
  Object signal(String name) {
    try {
      return newSignal.invokeExact(name);
    } catch (Throwable unknown) {
      throw thrown(unknown);
    }
  }

  /** {@return a handler that runs {@code whenItArrives}, on a new thread for each signal} */
  Object handler(Runnable whenItArrives) {
    try {
      return newHandler.invokeExact(whenItArrives);
    } catch (Throwable impossible) {
      throw thrown(impossible);
    }
  }

  /**
   * Sets the handler of a signal.
   *
   * @return the former one
   * @throws IllegalArgumentException if the signal cannot be handled
   */
  Object handle(Object signal, Object handler) {
    try {
      return handle.invokeExact(signal, handler);
    } catch (Throwable refused) {
      throw thrown(refused);
    }
  }

  /** Has a handler handle a signal as if it were the signal's own. */
  void forward(Object handler, Object signal) {
    try {
      forward.invokeExact(handler, signal);
    } catch (Throwable failed) {
      throw thrown(failed);
    }
  }

  /** {@return whether a handler is what the JVM or the system has by default} */
  boolean isDefault(@Nullable Object handler) {
    // A program's own is a class of the program's.
    return handler != null
        && handler != ignoring
        && handler.getClass().getModule() == ignoring.getClass().getModule();
  }

  /** {@return what a method handle has thrown, or throws it; there is nothing checked among it} */
  private static RuntimeException thrown(Throwable thrown) {
    if (thrown instanceof RuntimeException unchecked) {
      return unchecked;
    }
    throw thrown instanceof Error error ? error : new AssertionError(thrown);
  }
}
