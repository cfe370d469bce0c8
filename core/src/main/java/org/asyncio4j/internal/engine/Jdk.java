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
 * <p>It works if {@code java.base/java.lang} is open to this module and has the members that we
 * know; {@link #usable} tells.
 */
final class Jdk {

  // The class behind Thread.ofVirtual(). Its constructor and static methods are the part of
  // java.lang most likely to change.
  private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

  // A fact of the running JVM, found once: a Jdk, or an Unusable.
  private static final Object FOUND = find(VIRTUAL_THREAD);
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

  /**
   * Why the loop engine cannot run in this JVM.
   *
   * @param closed whether java.lang is closed to us: then the JVM flag is missing. If it is open,
   *     the JDK has changed, and no flag helps
   * @param cause what the search ended with
   */
  record Unusable(boolean closed, Throwable cause) {

    /** {@return the reason and the remedy, in words; the first word begins no sentence} */
    String describe() {
      return closed ? describeClosed() : describeChanged();
    }

    /** {@return what to throw where only the loop engine will do} */
    IllegalStateException exception() {
      return new IllegalStateException("the loop engine cannot run: " + describe(), cause);
    }

    private static String describeClosed() {
      boolean givenForOthers =
          Jdk.class.getModule().isNamed()
              && isOpenTo(ClassLoader.getSystemClassLoader().getUnnamedModule());
      String given =
          givenForOthers ? " (given for ALL-UNNAMED, but asyncio4j runs as a module)" : "";
      return "java.lang is not open to asyncio4j: expected the JVM flag %s%s; %s"
          .formatted(flag(), given, "docs/how-to/give-the-flag.md shows the ways to give it");
    }

    private String describeChanged() {
      return ("java.lang is open to asyncio4j, but JDK %s has changed inside, so the JVM flag %s"
              + " does not help (%s): expected JDK 25, or a version of asyncio4j for this JDK")
          .formatted(Runtime.version(), flag(), cause);
    }
  }

  /**
   * Searches java.lang.
   *
   * @param virtualThread the name of the class of virtual threads; tests pass a wrong one
   * @return a Jdk, or an Unusable
   */
  static Object find(String virtualThread) {
    try {
      var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      Class<?> locals = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
      Class<?> virtual = Class.forName(virtualThread);
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
      // Not told by the kind of the exception: what is private in an open package and has moved
      // can be an IllegalAccessException, too.
      return new Unusable(!isOpenTo(Jdk.class.getModule()), closedOrChanged);
    }
  }

  private static boolean isOpenTo(Module module) {
    return Object.class.getModule().isOpen("java.lang", module);
  }

  private static Class<?> defaultSchedulerType(Class<?> virtual) throws NoSuchMethodException {
    return virtual.getDeclaredMethod("defaultScheduler").getReturnType();
  }

  /** {@return whether the loop engine can run: java.lang is open to us and as we know it} */
  static boolean usable() {
    return INSTANCE != null;
  }

  /** {@return why the loop engine cannot run; null if it can} */
  static @Nullable Unusable unusable() {
    return FOUND instanceof Unusable reason ? reason : null;
  }

  /**
   * {@return the value of a thread-local of the platform thread below, null unless {@link #usable}}
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

  private static <T> T required(@Nullable T found) {
    if (found == null) {
      throw ((Unusable) FOUND).exception();
    }
    return found;
  }
}
