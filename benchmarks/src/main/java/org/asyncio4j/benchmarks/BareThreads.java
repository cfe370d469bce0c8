package org.asyncio4j.benchmarks;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * The floor under every switch: virtual threads that one platform thread schedules, with two queues
 * and nothing else around them.
 *
 * <p>It has no futures, no cancellation, no contexts and no timers, so no loop can be as fast; how
 * close one comes is what it adds.
 */
final class BareThreads {
  private static final MethodHandle NEW_VIRTUAL_THREAD = constructor();

  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final ArrayDeque<Thread> parked = new ArrayDeque<>();
  private final Executor scheduler = ready::add;

  private BareThreads() {}

  private static MethodHandle constructor() {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findConstructor(
              type, methodType(void.class, Executor.class, String.class, int.class, Runnable.class))
          .asType(
              methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException closed) {
      throw new IllegalStateException(
          "expected the JVM flag --add-opens java.base/java.lang=ALL-UNNAMED", closed);
    }
  }

  /** Has threads take turns by parking, each unparked by the scheduling thread. */
  static void parkAndUnpark(int threads, int turns) {
    var scheduled = new BareThreads();
    scheduled.start(
        threads,
        () -> {
          for (int turn = 0; turn < turns; turn++) {
            scheduled.parked.add(Thread.currentThread());
            LockSupport.park();
          }
        });
    scheduled.runUntilNobodyIsParked();
  }

  /** Has threads take turns by yielding. */
  static void yieldAndResume(int threads, int turns) {
    var scheduled = new BareThreads();
    scheduled.start(
        threads,
        () -> {
          for (int turn = 0; turn < turns; turn++) {
            Thread.yield();
          }
        });
    scheduled.runAllReady();
  }

  private void start(int threads, Runnable body) {
    for (int i = 0; i < threads; i++) {
      newThread(body).start();
    }
  }

  private Thread newThread(Runnable body) {
    try {
      return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, "bare", 0, body);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private void runUntilNobodyIsParked() {
    runAllReady();
    for (Thread next; (next = parked.poll()) != null; ) {
      LockSupport.unpark(next);
      runAllReady();
    }
  }

  private void runAllReady() {
    for (Runnable next; (next = ready.poll()) != null; ) {
      next.run();
    }
  }
}
