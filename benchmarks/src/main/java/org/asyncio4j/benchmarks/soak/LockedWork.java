package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Handle;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;
import org.jspecify.annotations.Nullable;

/** Locks, prints and logs that everybody shares: tasks, callbacks, stackless bodies, threads. */
final class LockedWork {
  private final Arena arena;

  LockedWork(Arena arena) {
    this.arena = arena;
  }

  /** What is done again and again. */
  private interface Act {
    void run(RandomGenerator random) throws InterruptedException;
  }

  /** Tasks and callbacks that enter the arena's sections, and functions on threads that do. */
  void sections(Ledger ledger, RandomGenerator random) {
    everybody(ledger, random, arena::enter);
    var own = new SplittableRandom(random.nextLong());
    toThread(() -> arena.enter(own));
  }

  void prints(Ledger ledger, RandomGenerator random) {
    everybody(ledger, random, _ -> arena.print());
  }

  void logs(Ledger ledger, RandomGenerator random) {
    everybody(ledger, random, arena::log);
  }

  /** Tasks do it, in turn with callbacks of all kinds; some of either are cancelled. */
  private void everybody(Ledger ledger, RandomGenerator random, Act act) {
    var tasks = new ArrayList<Task<?>>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      var own = new SplittableRandom(random.nextLong());
      tasks.add(
          ledger.spawn(
              () -> {
                for (int n = 0; n < 4; n++) {
                  act.run(own);
                  if (own.nextBoolean()) {
                    sleep(0);
                  }
                }
                return null;
              }));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      callback(ledger, random, act);
      if (random.nextInt(4) == 0) {
        Pause.some(random);
      }
    }
    if (random.nextInt(3) == 0) {
      tasks.getFirst().cancel();
    }
    Pause.untilDone(tasks);
    untilCallbacksHaveRun();
  }

  /** Has a callback do it: soon, later, when a future is done, or from another thread. */
  private void callback(Ledger ledger, RandomGenerator random, Act act) {
    EventLoop loop = getRunningLoop();
    var own = new SplittableRandom(random.nextLong());
    boolean[] ran = new boolean[1];
    Runnable body =
        () -> {
          ran[0] = true;
          ledger.count(Entry.CALLBACKS_RUN);
          try {
            act.run(own);
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts callbacks", e);
          }
        };
    ledger.count(Entry.CALLBACKS_MADE);
    switch (random.nextInt(4)) {
      case 0 -> {
        Future<Integer> future = loop.createFuture();
        future.addDoneCallback(_ -> body.run());
        future.setResult(1);
      }
      case 1 -> loop.callLater(random.nextDouble(0.0005), body);
      case 2 -> {
        Handle handle = loop.callSoonThreadsafe(body);
        if (random.nextInt(4) == 0) {
          Pause.some(random);
          handle.cancel();
          if (!ran[0]) {
            ledger.count(Entry.CALLBACKS_CANCELLED);
          }
        }
      }
      default -> loop.callSoon(body);
    }
  }

  /** Those that were made by this work: the latest timer is half a millisecond away. */
  private static void untilCallbacksHaveRun() {
    EventLoop loop = getRunningLoop();
    Future<Integer> last = loop.createFuture();
    loop.callLater(0.0006, () -> loop.callSoon(() -> last.setResult(1)));
    await(last);
  }

  /** Bodies without a stack, each step of which may block; some are cancelled. */
  void stackless(Ledger ledger, RandomGenerator random) {
    var tasks = new ArrayList<Task<?>>();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      tasks.add(
          ledger.spawnAsItIs(
              coroutine(new Walker(arena, new SplittableRandom(random.nextLong())))));
    }
    Pause.some(random);
    if (random.nextBoolean()) {
      tasks.getLast().cancel();
    }
    Pause.untilDone(tasks);
  }

  private static final class Walker extends StateMachine<Integer> {
    private final Arena arena;
    private final SplittableRandom random;
    private int left = 6;

    Walker(Arena arena, SplittableRandom random) {
      this.arena = arena;
      this.random = random;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) throws Exception {
      switch (random.nextInt(3)) {
        case 0 -> arena.enter(random);
        case 1 -> arena.print();
        default -> arena.log(random);
      }
      if (left-- == 0) {
        return done(1);
      }
      return random.nextBoolean() ? pause(0) : sleep(0.0001, 0);
    }
  }

  /** Callbacks that fail: the loop reports, and the soak's handler enters a section and logs. */
  void failures(Ledger ledger, RandomGenerator random) {
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      ledger.count(Entry.REPORTS_CAUSED);
      getRunningLoop()
          .callSoon(
              () -> {
                throw new TaskWork.Planned();
              });
      if (random.nextBoolean()) {
        Pause.some(random);
      }
    }
    untilCallbacksHaveRun();
  }

  /** A loop on another thread, for a moment; seldom, because a thread costs more than all else. */
  void otherLoop(Ledger ledger, RandomGenerator random) {
    if (random.nextInt(8) != 0) {
      return;
    }
    var own = new SplittableRandom(random.nextLong());
    var ended = new CompletableFuture<Integer>();
    Thread.Builder builder = own.nextBoolean() ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    builder.start(
        () -> {
          try {
            Asyncio.run(() -> beAnotherLoop(ledger, own));
            ended.complete(1);
          } catch (Throwable thrown) {
            ended.completeExceptionally(thrown);
          }
        });
    await(ended);
  }

  private void beAnotherLoop(Ledger ledger, SplittableRandom own) throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      ledger.count(Entry.CALLBACKS_MADE);
      getRunningLoop()
          .callSoon(
              () -> {
                ledger.count(Entry.CALLBACKS_RUN);
                arena.enterUninterrupted(own);
              });
      arena.enter(own);
      sleep(0);
    }
  }
}
