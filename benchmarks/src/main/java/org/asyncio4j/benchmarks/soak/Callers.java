package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Handle;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;

/** Threads that call a loop from outside, until they are told to stop. */
final class Callers {
  private static final int THREADS = 2;
  private static final int MOST_AT_ONCE = 50;
  private static final long PATIENCE_SECONDS = 60;

  private final Ledger ledger;
  private final EventLoop loop;
  private final List<CompletableFuture<Boolean>> ends = new ArrayList<>();
  private volatile boolean stopped;

  private Callers(Ledger ledger, EventLoop loop) {
    this.ledger = ledger;
    this.loop = loop;
  }

  static Callers start(Ledger ledger, EventLoop loop, RandomGenerator random) {
    var callers = new Callers(ledger, loop);
    for (int i = 0; i < THREADS; i++) {
      callers.startOne(new SplittableRandom(random.nextLong()), i == 0);
    }
    return callers;
  }

  private void startOne(RandomGenerator random, boolean isPlatform) {
    var end = new CompletableFuture<Boolean>();
    ends.add(end);
    Runnable body =
        () -> {
          try {
            while (!stopped) {
              callSoon(random);
              sendCoroutine(random);
              // A moment's rest: the loop has other work too.
              LockSupport.parkNanos(random.nextInt(300_000));
            }
          } catch (Throwable thrown) {
            ledger.fail("threads that call in get what they expect", thrown.toString());
          } finally {
            end.complete(true);
          }
        };
    Thread.Builder builder = isPlatform ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    builder.name("soak-caller").start(body);
  }

  /** In a task: tells them to stop, and waits until they have. */
  void stop() {
    stopped = true;
    ends.forEach(end -> await(end));
  }

  /** Callbacks, which run in order and once; some are cancelled, and then run before or never. */
  private void callSoon(RandomGenerator random) {
    int count = 1 + random.nextInt(MOST_AT_ONCE);
    var last = new AtomicInteger(-1);
    for (int i = 0; i < count; i++) {
      int number = i;
      var runs = new AtomicInteger();
      ledger.count(Entry.CALLS_MADE);
      Handle handle =
          loop.callSoonThreadsafe(
              () -> {
                ledger.count(Entry.CALLS_RUN);
                ledger.check(
                    runs.getAndIncrement() == 0, "every call-in runs once", "one ran again");
                ledger.check(
                    last.getAndSet(number) < number, "call-ins keep their order", "one overtook");
              });
      if (random.nextInt(10) == 0) {
        handle.cancel();
        if (runs.get() == 0) { // and now never will: cancel waits for the end of a run
          ledger.count(Entry.CALLS_CANCELLED);
        }
      }
    }
  }

  /** Coroutines; some are cancelled at some moment, or waited for with too little patience. */
  private void sendCoroutine(RandomGenerator random) throws InterruptedException {
    int result = random.nextInt();
    double delay = random.nextInt(3) * 0.0003;
    boolean cancels = random.nextInt(4) == 0;
    boolean fails = random.nextInt(10) == 0;
    CompletableFuture<Integer> future =
        runCoroutineThreadsafe(
            () -> {
              sleep(delay);
              if (fails) {
                throw new TaskWork.Planned();
              }
              return result;
            },
            loop);
    ledger.count(Entry.COROUTINES_SENT);
    if (cancels) {
      LockSupport.parkNanos(random.nextInt(1_000_000));
      future.cancel(true);
    }
    try {
      int got = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      ledger.check(got == result && !fails, "a coroutine brings its result", "another one");
      ledger.count(Entry.COROUTINES_ENDED);
    } catch (CancellationException cancelled) {
      ledger.check(cancels, "nothing is cancelled by itself", "a coroutine was");
      ledger.count(Entry.COROUTINES_ENDED);
    } catch (ExecutionException failed) {
      ledger.check(
          fails && failed.getCause() instanceof TaskWork.Planned,
          "a coroutine brings its failure",
          failed.toString());
      ledger.count(Entry.COROUTINES_ENDED);
    } catch (TimeoutException hangs) {
      ledger.fail("every coroutine that a thread sends ends", "one did not in a minute");
    }
  }
}
