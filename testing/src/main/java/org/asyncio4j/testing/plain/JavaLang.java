package org.asyncio4j.testing.plain;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.asyncio4j.internal.engine.LockOwners;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a simulation takes from inside {@code java.lang}, in one place.
 *
 * <p>It works if {@code java.base/java.lang} is open to this module, which is what {@link #require}
 * demands. What only messages need is in {@link LockOwners}.
 */
final class JavaLang {
  // The states of java.lang.VirtualThread that a simulation has to know.
  static final int BLOCKED = 13;
  static final int UNBLOCKED = 14;
  static final int WAIT = 16;
  static final int TIMED_WAIT = 18;
  static final int TERMINATED = 99;
  static final int SUSPENDED = 1 << 8;

  private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

  // A fact of the running JVM, found once: if java.lang is closed or of another shape, the reason.
  private static final Object FOUND = find();
  private static final @Nullable JavaLang INSTANCE = FOUND instanceof JavaLang it ? it : null;

  // A copy in a static final field of each handle, so that the compiler sees constants.
  private static final @Nullable MethodHandle CURRENT_CARRIER =
      INSTANCE == null ? null : INSTANCE.currentCarrier;
  private static final @Nullable VarHandle STATE = INSTANCE == null ? null : INSTANCE.state;
  private static final @Nullable VarHandle ON_WAITING_LIST =
      INSTANCE == null ? null : INSTANCE.onWaitingList;
  private static final @Nullable VarHandle SCHEDULER = INSTANCE == null ? null : INSTANCE.scheduler;
  private static final @Nullable MethodHandle THREAD_OF =
      INSTANCE == null ? null : INSTANCE.threadOf;

  private final MethodHandle newVirtualThread;
  private final MethodHandle currentCarrier;
  private final MethodHandle threadOf;
  private final VarHandle state;
  private final VarHandle onWaitingList;
  private final VarHandle scheduler;

  private JavaLang() throws Throwable {
    Class<?> virtual = Class.forName("java.lang.VirtualThread");
    var lookup = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup());
    newVirtualThread =
        lookup
            .findConstructor(
                virtual,
                methodType(void.class, Executor.class, String.class, int.class, Runnable.class))
            .asType(
                methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
    currentCarrier =
        MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
            .findStatic(Thread.class, "currentCarrierThread", methodType(Thread.class));
    state = lookup.findVarHandle(virtual, "state", int.class);
    onWaitingList = lookup.findVarHandle(virtual, "onWaitingList", boolean.class);
    scheduler = lookup.findVarHandle(virtual, "scheduler", Executor.class);
    threadOf = findThreadOf(lookup, virtual);
  }

  private static Object find() {
    try {
      return new JavaLang();
    } catch (Throwable closedOrChanged) {
      return closedOrChanged;
    }
  }

  /**
   * Finds what the JDK's continuation of a virtual thread, {@code this::runContinuation}, has
   * captured: the thread. Checked on a thread that never starts.
   */
  private static MethodHandle findThreadOf(MethodHandles.Lookup lookup, Class<?> virtual)
      throws Throwable {
    Thread sample = Thread.ofVirtual().unstarted(() -> {});
    Object continuation =
        lookup.findGetter(virtual, "runContinuation", Runnable.class).invoke(sample);
    var captured = continuation.getClass().getDeclaredField("arg$1");
    captured.setAccessible(true);
    MethodHandle threadOf =
        MethodHandles.lookup()
            .unreflectGetter(captured)
            .asType(methodType(Thread.class, Runnable.class));
    if (threadOf.invoke((Runnable) continuation) != sample) {
      throw new IllegalStateException("a continuation does not know its thread: " + continuation);
    }
    return threadOf;
  }

  /**
   * Checks that simulations can run here.
   *
   * @throws IllegalStateException if java.lang is closed
   */
  static void require() {
    required(INSTANCE);
  }

  /** Makes an unstarted virtual thread that {@code scheduler} runs. */
  static Thread newVirtualThread(Executor scheduler, String name, Runnable body) {
    try {
      return (Thread)
          required(INSTANCE)
              .newVirtualThread
              .invokeExact(scheduler, name, NO_INHERIT_THREAD_LOCALS, body);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** {@return the platform thread below the current thread} */
  static Thread currentCarrier() {
    try {
      return (Thread) required(CURRENT_CARRIER).invokeExact();
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** {@return the virtual thread that the JDK has submitted as {@code continuation}} */
  static Thread threadOf(Runnable continuation) {
    try {
      return (Thread) required(THREAD_OF).invokeExact(continuation);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          "expected the continuation of a virtual thread, got " + continuation, e);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** {@return the JDK's own state of a virtual thread} */
  static int state(Thread thread) {
    return (int) required(STATE).getVolatile((Object) thread);
  }

  /** {@return whether the monitor that a thread is blocked on was released to it} */
  static boolean onWaitingList(Thread thread) {
    return (boolean) required(ON_WAITING_LIST).getVolatile((Object) thread);
  }

  /** {@return what runs a virtual thread, null for a platform thread} */
  static @Nullable Executor schedulerOf(Thread thread) {
    return thread.isVirtual() ? (Executor) required(SCHEDULER).get((Object) thread) : null;
  }

  private static <T> T required(@Nullable T found) {
    if (found == null) {
      throw refusal(FOUND instanceof Throwable reason ? reason : null);
    }
    return found;
  }

  /**
   * {@return what to throw where threads cannot be simulated}
   *
   * @param reason what the search in java.lang ended with
   */
  static IllegalStateException refusal(@Nullable Throwable reason) {
    Module ours = JavaLang.class.getModule();
    String flag =
        "--add-opens java.base/java.lang=" + (ours.isNamed() ? ours.getName() : "ALL-UNNAMED");
    String why =
        Object.class.getModule().isOpen("java.lang", ours)
            ? "java.lang is open, but JDK %s has changed inside, so the JVM flag %s does not help (%s)"
                .formatted(Runtime.version(), flag, reason)
            : "expected the JVM flag " + flag;
    return new IllegalStateException("cannot simulate threads: " + why, reason);
  }
}
