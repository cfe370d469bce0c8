package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.asyncio4j.Action;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Handle;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;

/** Threads that use what a loop uses, and call into it, until they are told to stop. */
final class Neighbours {
  private static final int THREADS = 4;
  private static final int LONGEST_REST = 400_000;
  private static final long PATIENCE_SECONDS = 60;

  private final Ledger ledger;
  private final Arena arena;
  private final EventLoop loop;
  private final List<CompletableFuture<Boolean>> ends = new ArrayList<>();
  private volatile boolean stopped;

  private Neighbours(Ledger ledger, Arena arena, EventLoop loop) {
    this.ledger = ledger;
    this.arena = arena;
    this.loop = loop;
  }

  static Neighbours start(Ledger ledger, Arena arena, EventLoop loop, RandomGenerator random) {
    var neighbours = new Neighbours(ledger, arena, loop);
    for (int i = 0; i < THREADS; i++) {
      var own = new SplittableRandom(random.nextLong());
      neighbours.startOne(() -> neighbours.act(own), own, i % 2 == 0);
    }
    neighbours.startOne(neighbours::deliver, new SplittableRandom(random.nextLong()), true);
    return neighbours;
  }

  private void startOne(Action act, SplittableRandom random, boolean isPlatform) {
    var end = new CompletableFuture<Boolean>();
    ends.add(end);
    Runnable body =
        () -> {
          try {
            while (!stopped) {
              act.run();
              LockSupport.parkNanos(random.nextInt(LONGEST_REST));
            }
          } catch (Throwable thrown) {
            ledger.fail("foreign threads get what they expect", thrown.toString());
          } finally {
            end.complete(true);
          }
        };
    Thread.Builder builder = isPlatform ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    builder.name("soak-neighbour").start(body);
  }

  /** In a task: tells them to stop, and waits until they have. */
  void stop() {
    stopped = true;
    ends.forEach(end -> await(end));
  }

  private void act(SplittableRandom random) throws Exception {
    switch (random.nextInt(5)) {
      case 0 -> arena.enter(random);
      case 1 -> arena.print();
      case 2 -> arena.log(random);
      case 3 -> askTheHandle();
      default -> sendCoroutine(random);
    }
  }

  /**
   * Of a thread that does nothing else: callbacks wait for it, so it must not wait for the loop.
   */
  private void deliver() throws InterruptedException {
    if (arena.parcels.offer(1, 1, TimeUnit.MILLISECONDS)) {
      ledger.count(Entry.PARCELS_SENT);
    }
  }

  private void askTheHandle() {
    Handle handle = arena.asked.get();
    for (int i = 0; handle != null && i < 20; i++) {
      handle.cancelled();
    }
  }

  private void sendCoroutine(SplittableRandom random) throws Exception {
    var own = new SplittableRandom(random.nextLong());
    ledger.count(Entry.COROUTINES_SENT);
    runCoroutineThreadsafe(() -> arena.enter(own), loop).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ledger.count(Entry.COROUTINES_ENDED);
  }
}
