package org.asyncio4j.benchmarks.contestants;

import static org.asyncio4j.benchmarks.contestants.Contestant.check;
import static org.asyncio4j.benchmarks.contestants.Contestant.powerOfTen;
import static org.asyncio4j.benchmarks.contestants.Contestant.sumBelow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The workloads with the JDK's virtual threads on their own scheduler, the main program too; {@code
 * sleep(0)} is {@link Thread#yield}. There is no loop to hand callbacks to.
 */
public final class VirtualThreadsContestant {
  private VirtualThreadsContestant() {}

  static void main(String[] arguments) throws Exception {
    contestant().serve(arguments);
  }

  /** {@return the contestant} */
  static Contestant contestant() {
    return new Contestant()
        .has("switch", n -> run(() -> switchThreads(1_000, n / 1_000)))
        .has("switch10", n -> run(() -> switchThreads(10, n / 10)))
        .has("spawn", n -> run(() -> spawn(n)))
        .has("gather", n -> run(() -> gatherAll(n)))
        .has("pingpong", n -> run(() -> pingPong(n)))
        .has("queue", n -> run(() -> queue(n / 4)))
        .has("lock", n -> run(() -> lock(n / 100)))
        .has("timers", n -> run(() -> timers(n)))
        .has("timeout", n -> run(() -> timeouts(n)))
        .has("cancel", n -> run(() -> cancel(n)))
        .hasLatency("wakeup", n -> run(() -> wakeUp(n)))
        .has("roundtrip", VirtualThreadsContestant::roundTrip)
        .has("skynet", n -> run(() -> skynet(powerOfTen(n))))
        .hasMemory((n, protocol) -> run(() -> memory(n, protocol)));
  }

  private static <T extends @Nullable Object> T run(Callable<T> main) throws Exception {
    return start(main).get();
  }

  private static <T extends @Nullable Object> FutureTask<T> start(Callable<T> body) {
    var task = new FutureTask<T>(body);
    Thread.startVirtualThread(task);
    return task;
  }

  private static int switchThreads(int count, int turns) throws Exception {
    var tasks = new ArrayList<FutureTask<Integer>>(count);
    for (int i = 0; i < count; i++) {
      tasks.add(start(() -> takeTurns(turns)));
    }
    check(sumOf(tasks), (long) count * turns);
    return count * turns;
  }

  private static int takeTurns(int turns) {
    for (int turn = 0; turn < turns; turn++) {
      Thread.yield();
    }
    return turns;
  }

  private static long sumOf(List<FutureTask<Integer>> tasks) throws Exception {
    long sum = 0;
    for (FutureTask<Integer> task : tasks) {
      sum += task.get();
    }
    return sum;
  }

  private static int spawn(int count) throws Exception {
    var tasks = new ArrayList<FutureTask<Integer>>(count);
    for (int i = 0; i < count; i++) {
      Integer number = i;
      tasks.add(start(() -> number));
    }
    check(sumOf(tasks), sumBelow(count));
    return count;
  }

  private static int gatherAll(int count) {
    var futures = new ArrayList<CompletableFuture<Integer>>(count);
    for (int i = 0; i < count; i++) {
      Integer number = i;
      futures.add(CompletableFuture.supplyAsync(() -> number, Thread::startVirtualThread));
    }
    CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
    long sum = 0;
    for (CompletableFuture<Integer> future : futures) {
      sum += future.join();
    }
    check(sum, sumBelow(count));
    return count;
  }

  private static int pingPong(int count) throws Exception {
    var there = new ArrayBlockingQueue<Integer>(1);
    var back = new ArrayBlockingQueue<Integer>(1);
    FutureTask<@Nullable Void> partner = start(() -> returnAll(count, there, back));
    long sum = 0;
    for (int i = 0; i < count; i++) {
      there.put(i);
      sum += back.take();
    }
    partner.get();
    check(sum, sumBelow(count));
    return count;
  }

  private static @Nullable Void returnAll(
      int count, BlockingQueue<Integer> there, BlockingQueue<Integer> back)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      back.put(there.take());
    }
    return null;
  }

  private static int queue(int each) throws Exception {
    var queue = new ArrayBlockingQueue<Integer>(100);
    var producers = new ArrayList<FutureTask<@Nullable Void>>();
    var consumers = new ArrayList<FutureTask<Long>>();
    for (int i = 0; i < 4; i++) {
      producers.add(start(() -> produce(each, queue)));
      consumers.add(start(() -> consume(each, queue)));
    }
    for (FutureTask<@Nullable Void> producer : producers) {
      producer.get();
    }
    long sum = 0;
    for (FutureTask<Long> consumer : consumers) {
      sum += consumer.get();
    }
    check(sum, 4 * sumBelow(each));
    return 4 * each;
  }

  private static @Nullable Void produce(int count, BlockingQueue<Integer> queue)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      queue.put(i);
    }
    return null;
  }

  private static long consume(int count, BlockingQueue<Integer> queue) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += queue.take();
    }
    return sum;
  }

  private static int lock(int each) throws Exception {
    // Fair, as everybody else's: who waits longest is next.
    var lock = new ReentrantLock(true);
    var guarded = new Guarded();
    var tasks = new ArrayList<FutureTask<@Nullable Void>>();
    for (int i = 0; i < 100; i++) {
      tasks.add(start(() -> useAlone(each, lock, guarded)));
    }
    for (FutureTask<@Nullable Void> task : tasks) {
      task.get();
    }
    check(guarded.uses(), 100L * each);
    return 100 * each;
  }

  private static @Nullable Void useAlone(int times, ReentrantLock lock, Guarded guarded) {
    for (int i = 0; i < times; i++) {
      lock.lock();
      try {
        guarded.enter();
        Thread.yield();
        guarded.leave();
      } finally {
        lock.unlock();
      }
    }
    return null;
  }

  private static int timers(int count) throws Exception {
    var tasks = new ArrayList<FutureTask<Integer>>(count);
    for (int i = 0; i < count; i++) {
      int millis = 1 + i % 10;
      tasks.add(
          start(
              () -> {
                Thread.sleep(millis);
                return 1;
              }));
    }
    check(sumOf(tasks), count);
    return count;
  }

  private static int timeouts(int count) throws Exception {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      Integer number = i;
      FutureTask<Integer> task =
          start(
              () -> {
                Thread.yield();
                return number;
              });
      sum += task.get(10, TimeUnit.SECONDS);
    }
    check(sum, sumBelow(count));
    return count;
  }

  private static int cancel(int count) throws InterruptedException {
    var asleep = new CountDownLatch(count);
    var cancelled = new AtomicInteger();
    var threads = new ArrayList<Thread>(count);
    for (int i = 0; i < count; i++) {
      threads.add(Thread.startVirtualThread(() -> sleepLong(asleep, cancelled)));
    }
    asleep.await();
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join();
    }
    check(cancelled.get(), count);
    return count;
  }

  private static void sleepLong(CountDownLatch asleep, AtomicInteger cancelled) {
    asleep.countDown();
    try {
      Thread.sleep(TimeUnit.HOURS.toMillis(1));
    } catch (InterruptedException expected) {
      cancelled.incrementAndGet();
    }
  }

  private static long wakeUp(int count) {
    Thread sleeper = Thread.currentThread();
    var request = new AtomicReference<@Nullable Runnable>();
    var answer = new CompletableFuture<Long>();
    OtherThread.start(
        () ->
            answer.complete(
                OtherThread.wakeUps(
                    count,
                    callback -> {
                      request.set(callback);
                      LockSupport.unpark(sleeper);
                    })));
    for (int i = 0; i < count; i++) {
      Runnable callback;
      while ((callback = request.getAndSet(null)) == null) {
        LockSupport.park();
      }
      callback.run();
    }
    return answer.join();
  }

  private static int roundTrip(int count) throws Exception {
    // The thread that runs this is the foreign one.
    long sum = 0;
    for (int i = 0; i < count; i++) {
      Integer number = i;
      sum += start(() -> number).get();
    }
    check(sum, sumBelow(count));
    return count;
  }

  private static int skynet(int leaves) throws Exception {
    check(start(() -> addUp(0, leaves)).get(), sumBelow(leaves));
    return leaves;
  }

  private static long addUp(int first, int leaves) throws Exception {
    if (leaves == 1) {
      return first;
    }
    int part = leaves / 10;
    var children = new ArrayList<FutureTask<Long>>(10);
    for (int i = 0; i < 10; i++) {
      int firstOfPart = first + i * part;
      children.add(start(() -> addUp(firstOfPart, part)));
    }
    long sum = 0;
    for (FutureTask<Long> child : children) {
      sum += child.get();
    }
    return sum;
  }

  private static @Nullable Void memory(int count, MemoryProtocol protocol) throws Exception {
    for (int i = 0; i < MemoryProtocol.WARM_UP_ROUNDS; i++) {
      suspend(MemoryProtocol.few(count)).release();
    }
    protocol.base();
    Suspended suspended = suspend(count);
    protocol.suspended();
    suspended.release();
    return null;
  }

  private record Suspended(List<CompletableFuture<Boolean>> futures, CountDownLatch left) {
    void release() throws InterruptedException {
      futures.forEach(future -> future.complete(true));
      left.await();
    }
  }

  private static Suspended suspend(int count) throws InterruptedException {
    var entered = new CountDownLatch(count);
    var left = new CountDownLatch(count);
    var futures = new ArrayList<CompletableFuture<Boolean>>(count);
    for (int i = 0; i < count; i++) {
      var future = new CompletableFuture<Boolean>();
      futures.add(future);
      Thread.startVirtualThread(
          () -> {
            entered.countDown();
            future.join();
            left.countDown();
          });
    }
    entered.await();
    return new Suspended(futures, left);
  }
}
