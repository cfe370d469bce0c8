package org.asyncio4j.internal.engine;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the loop engine takes from inside {@code java.lang} and cannot do without, in one
 * place; {@link LiveStack} takes what it can do without.
 *
 * <p>It works if {@code java.base/java.lang} is open to this module; {@link #open} tells.
 */
final class Jdk {

  // A fact of the running JVM, found once: if java.lang is closed or of another shape, the reason.
  private static final Object FOUND = find();
  private static final @Nullable Jdk INSTANCE = FOUND instanceof Jdk jdk ? jdk : null;

  // A copy in a static final field of each handle, so that the compiler sees constants.
  private static final @Nullable MethodHandle CARRIER_GET =
      INSTANCE == null ? null : INSTANCE.carrierGet;
  private static final @Nullable MethodHandle CURRENT_CARRIER =
      INSTANCE == null ? null : INSTANCE.currentCarrier;
  private static final @Nullable MethodHandle NEW_VIRTUAL_THREAD =
      INSTANCE == null ? null : INSTANCE.newVirtualThread;

  private final MethodHandle carrierGet;
  private final MethodHandle currentCarrier;
  private final MethodHandle newVirtualThread;
  private final VarHandle threadLocals;
  private final VarHandle inheritableThreadLocals;
  private final Executor defaultScheduler;

  private Jdk(
      MethodHandle carrierGet,
      MethodHandle currentCarrier,
      MethodHandle newVirtualThread,
      VarHandle threadLocals,
      VarHandle inheritableThreadLocals,
      Executor defaultScheduler) {
    this.carrierGet = carrierGet;
    this.currentCarrier = currentCarrier;
    this.newVirtualThread = newVirtualThread;
    this.threadLocals = threadLocals;
    this.inheritableThreadLocals = inheritableThreadLocals;
    this.defaultScheduler = defaultScheduler;
  }

  private static Object find() {
    try {
      var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      Class<?> locals = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
      Class<?> virtual = Class.forName("java.lang.VirtualThread");
      var virtualLookup = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup());
      var make =
          virtualLookup.findConstructor(
              virtual,
              methodType(void.class, Executor.class, String.class, int.class, Runnable.class));
      var scheduler =
          virtualLookup
              .findStatic(virtual, "defaultScheduler", methodType(defaultSchedulerType(virtual)))
              .invoke();
      var carrierGet =
          MethodHandles.privateLookupIn(ThreadLocal.class, MethodHandles.lookup())
              .findVirtual(ThreadLocal.class, "get", methodType(Object.class, Thread.class));
      var currentCarrier =
          lookup.findStatic(Thread.class, "currentCarrierThread", methodType(Thread.class));
      return new Jdk(
          carrierGet,
          currentCarrier,
          make.asType(
              methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class)),
          lookup.findVarHandle(Thread.class, "threadLocals", locals),
          lookup.findVarHandle(Thread.class, "inheritableThreadLocals", locals),
          (Executor) scheduler);
    } catch (Throwable closedOrChanged) {
      return closedOrChanged;
    }
  }

  private static Class<?> defaultSchedulerType(Class<?> virtual) throws NoSuchMethodException {
    return virtual.getDeclaredMethod("defaultScheduler").getReturnType();
  }

  /** {@return whether java.lang is open to us} */
  static boolean open() {
    return INSTANCE != null;
  }

  /**
   * {@return the value of a thread-local of the platform thread below, null if java.lang is closed}
   */
  @SuppressWarnings("unchecked")
  static <T> @Nullable T carrierLocal(ThreadLocal<T> local) {
    if (CARRIER_GET == null || CURRENT_CARRIER == null) {
      return null;
    }
    try {
      // Two handles, not one made of both: a start does not wait for the JDK to make it.
      return (T) (Object) CARRIER_GET.invokeExact(local, (Thread) CURRENT_CARRIER.invokeExact());
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Makes an unstarted virtual thread that {@code scheduler} runs. */
  static Thread newVirtualThread(Executor scheduler, String name, Runnable body) {
    try {
      // No inheritance of thread-locals: a frame serves one task after another.
      int noInheritThreadLocals = 1 << 2;
      return (Thread)
          required(NEW_VIRTUAL_THREAD).invokeExact(scheduler, name, noInheritThreadLocals, body);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Forgets all thread-locals of the current virtual thread. */
  static void clearThreadLocals(Thread current) {
    Jdk jdk = required(INSTANCE);
    jdk.threadLocals.set(current, null);
    jdk.inheritableThreadLocals.set(current, null);
  }

  /** {@return the JDK's own scheduler of virtual threads} */
  static Executor defaultScheduler() {
    return required(INSTANCE).defaultScheduler;
  }

  /** {@return the JVM flag that opens java.lang to us} */
  static String flag() {
    Module ours = Jdk.class.getModule();
    return "--add-opens java.base/java.lang=" + (ours.isNamed() ? ours.getName() : "ALL-UNNAMED");
  }

  /** {@return why java.lang is of no use to us, for an exception's cause} */
  static @Nullable Throwable whyClosed() {
    return FOUND instanceof Throwable reason ? reason : null;
  }

  private static <T> T required(@Nullable T found) {
    if (found == null) {
      throw new IllegalStateException(
          "java.lang is closed: expected the JVM flag " + flag(), whyClosed());
    }
    return found;
  }
}
