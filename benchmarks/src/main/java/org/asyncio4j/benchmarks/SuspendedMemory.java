package org.asyncio4j.benchmarks;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.spi.EngineKind;

/**
 * How much heap something suspended holds: the whole heap after a collection, with and without a
 * number of them, divided by that number.
 *
 * <p>Arguments: {@code awaiting} (tasks, each with a future of its own), {@code sleeping} (tasks,
 * each with a timer) or {@code threads} (the JDK's virtual threads, parked), and the number.
 */
final class SuspendedMemory {
  // Code that is not compiled yet has larger frames.
  private static final int WARM_UP_ROUNDS = 30;
  private static final int FEW = 10_000;

  /** What is suspended. */
  enum Kind {
    AWAITING("task that awaits a future of its own"),
    SLEEPING("task that sleeps, with its timer"),
    THREADS("parked virtual thread of the JDK");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private SuspendedMemory() {}

  static void main(String[] arguments) throws Exception {
    var kind = Kind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int count = Integer.parseInt(arguments[1]);
    switch (kind) {
      case AWAITING -> Engines.run(EngineKind.LOOP, () -> measureAwaiting(count));
      case SLEEPING -> Engines.run(EngineKind.LOOP, () -> measureSleeping(count));
      case THREADS -> measureThreads(count);
    }
  }

  private static void measureAwaiting(int count) {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      suspendAwaiting(FEW).forEach(future -> future.setResult(true));
      sleep(0);
    }
    long before = usedHeap();
    List<Future<Boolean>> futures = suspendAwaiting(count);
    print(Kind.AWAITING, count, usedHeap() - before);
    futures.forEach(future -> future.setResult(true));
  }

  private static List<Future<Boolean>> suspendAwaiting(int count) {
    var futures = new ArrayList<Future<Boolean>>(count);
    for (int i = 0; i < count; i++) {
      Future<Boolean> future = getRunningLoop().createFuture();
      futures.add(future);
      createTask(() -> await(future));
    }
    sleep(0);
    return futures;
  }

  private static void measureSleeping(int count) {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      startSleeping(FEW).forEach(Task::cancel);
      sleep(0);
      sleep(0);
    }
    long before = usedHeap();
    List<Task<?>> tasks = startSleeping(count);
    print(Kind.SLEEPING, count, usedHeap() - before);
    tasks.forEach(Task::cancel);
  }

  private static List<Task<?>> startSleeping(int count) {
    var tasks = new ArrayList<Task<?>>(count);
    for (int i = 0; i < count; i++) {
      tasks.add(createTask(() -> sleep(Duration.ofDays(1))));
    }
    sleep(0);
    return tasks;
  }

  private static void measureThreads(int count) throws InterruptedException {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      endParked(startParked(FEW));
    }
    long before = usedHeap();
    List<Thread> threads = startParked(count);
    print(Kind.THREADS, count, usedHeap() - before);
    endParked(threads);
  }

  private static List<Thread> startParked(int count) {
    var threads = new ArrayList<Thread>(count);
    for (int i = 0; i < count; i++) {
      threads.add(Thread.startVirtualThread(LockSupport::park));
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    return threads;
  }

  private static void endParked(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      thread.join();
    }
  }

  private static long usedHeap() {
    // What reference handling frees, only a later collection finds.
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(Kind kind, int count, long bytes) {
    System.out.printf(
        Locale.ROOT,
        "memory.%s.%d %.1f bytes%n",
        kind.name().toLowerCase(Locale.ROOT),
        count,
        (double) bytes / count);
  }
}
