package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Handle;
import org.asyncio4j.Task;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;

/** Tasks and callbacks that wait in the JDK: for each other, for foreign threads, in vain. */
final class BlockedWork {
  private final Arena arena;

  BlockedWork(Arena arena) {
    this.arena = arena;
  }

  /** Producers and consumers at a queue of the JDK, any of which may be cancelled. */
  void queues(Ledger ledger, RandomGenerator random) {
    BlockingQueue<Integer> queue =
        switch (random.nextInt(3)) {
          case 0 -> new SynchronousQueue<>();
          case 1 -> new ArrayBlockingQueue<>(2);
          default -> new LinkedTransferQueue<>();
        };
    var producers = new ArrayList<Task<?>>();
    var consumers = new ArrayList<Task<?>>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      producers.add(
          ledger.spawn(
              () -> {
                for (int n = 0; n < 15; n++) {
                  queue.put(n);
                  ledger.count(Entry.PARCELS_SENT);
                }
                return null;
              }));
      consumers.add(
          ledger.spawn(
              () -> {
                while (true) {
                  int item = queue.take();
                  ledger.count(Entry.PARCELS_GOT);
                  if (item % 5 == 0) {
                    sleep(0);
                  }
                }
              }));
    }
    if (random.nextInt(3) == 0) {
      Pause.some(random);
      producers.getFirst().cancel();
      consumers.getFirst().cancel();
    }
    while (!producers.stream().allMatch(Task::done)) {
      if (consumers.stream().allMatch(Task::done)) {
        producers.forEach(Task::cancel); // nobody makes room for them
      }
      Pause.some(random);
    }
    Pause.some(random);
    consumers.forEach(Task::cancel);
    Pause.untilDone(producers);
    Pause.untilDone(consumers);
    ledger.add(Entry.PARCELS_LEFT, queue.size());
  }

  /** Callbacks that wait for what foreign threads hand over. */
  void callbacksForThreads(Ledger ledger, RandomGenerator random) {
    EventLoop loop = getRunningLoop();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      Future<Integer> taken = loop.createFuture();
      ledger.count(Entry.CALLBACKS_MADE);
      loop.callSoon(
          () -> {
            ledger.count(Entry.CALLBACKS_RUN);
            taken.setResult(takeAParcel(ledger));
          });
      await(taken);
    }
  }

  private int takeAParcel(Ledger ledger) {
    try {
      int parcel = arena.parcels.take();
      ledger.count(Entry.PARCELS_GOT);
      return parcel;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts callbacks", e);
    }
  }

  /** A callback that wakes a task, which the JDK has parked, and waits for its answer. */
  void callbacksForTasks(Ledger ledger, RandomGenerator random) {
    var wake = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    boolean[] waits = new boolean[1];
    Task<?> task =
        ledger.spawn(
            () -> {
              waits[0] = true;
              wake.await();
              arena.print();
              answer.countDown();
              Pause.some(random);
              return null;
            });
    while (!waits[0]) {
      sleep(0);
    }
    Future<Integer> answered = getRunningLoop().createFuture();
    ledger.count(Entry.CALLBACKS_MADE);
    getRunningLoop()
        .callSoon(
            () -> {
              ledger.count(Entry.CALLBACKS_RUN);
              wake.countDown();
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts callbacks", e);
              }
              answered.setResult(1);
            });
    await(answered);
    if (random.nextBoolean()) {
      task.cancel();
    }
    Pause.untilDone(List.of(task));
  }

  /** Tasks that wait in vain, until they are cancelled. */
  void cancellations(Ledger ledger, RandomGenerator random) {
    var tasks = new ArrayList<Task<?>>();
    var never = new CountDownLatch(1);
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      int kind = random.nextInt(4);
      tasks.add(
          ledger.spawn(
              () -> {
                switch (kind) {
                  case 0 -> Thread.sleep(3_600_000);
                  case 1 -> never.await();
                  case 2 -> {
                    synchronized (never) {
                      while (never.getCount() > 0) {
                        never.wait();
                      }
                    }
                  }
                  default -> {
                    var lock = new ReentrantLock();
                    lock.lock();
                    lock.newCondition().await();
                  }
                }
                return null;
              }));
    }
    while (!tasks.stream().allMatch(Task::done)) {
      tasks.get(random.nextInt(tasks.size())).cancel();
      Pause.some(random);
    }
  }

  /** Limits over calls that block for long, or for a moment. */
  void limits(Ledger ledger, RandomGenerator random) throws InterruptedException {
    boolean isLong = random.nextBoolean();
    boolean fired = false;
    try {
      if (isLong) {
        timeout(random.nextDouble(0.001), () -> Thread.sleep(3_600_000));
      } else {
        timeout(3_600, () -> arena.enter(random));
      }
    } catch (TimeoutException e) {
      fired = true;
    }
    ledger.check(fired == isLong, "limits end blocked calls", "expected " + isLong);
    ledger.count(fired ? Entry.TIMEOUTS_FIRED : Entry.TIMEOUTS_KEPT);
  }

  /** A thread-safe handle that foreign threads and this task ask while the loop fires it. */
  void handles(Ledger ledger, RandomGenerator random) {
    for (int i = 1 + random.nextInt(10); i > 0; i--) {
      Future<Integer> fired = getRunningLoop().createFuture();
      ledger.count(Entry.CALLBACKS_MADE);
      Handle handle =
          getRunningLoop()
              .callSoonThreadsafe(
                  () -> {
                    ledger.count(Entry.CALLBACKS_RUN);
                    arena.enterUninterrupted(random);
                    fired.setResult(1);
                  });
      arena.asked.set(handle);
      ledger.check(!handle.cancelled(), "handles are cancelled by those who cancel", "by nobody");
      await(fired);
    }
  }
}
