package org.asyncio4j.benchmarks.contestants;

import static org.asyncio4j.benchmarks.contestants.Contestant.check;
import static org.asyncio4j.benchmarks.contestants.Contestant.sumBelow;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The limit below the limit: what a virtual thread is made of, the JDK's internal continuation, run
 * from one queue. It is no thread: nothing that parks may be called in it, so it is no way to run
 * tasks.
 */
public final class BareContinuationContestant {
  private BareContinuationContestant() {}

  static void main(String[] arguments) throws Exception {
    contestant().serve(arguments);
  }

  /** {@return the contestant} */
  static Contestant contestant() {
    return new Contestant()
        .has("switch", n -> switchContinuations(1_000, n / 1_000))
        .has("switch10", n -> switchContinuations(10, n / 10))
        .has("spawn", BareContinuationContestant::spawn)
        .has("pingpong", BareContinuationContestant::pingPong)
        .hasMemory(BareContinuationContestant::memory);
  }

  private static int switchContinuations(int count, int turns) {
    var ready = new ArrayDeque<Object>(count);
    var done = new AtomicInteger();
    for (int i = 0; i < count; i++) {
      ready.add(RawContinuation.of(() -> done.addAndGet(takeTurns(turns))));
    }
    for (Object next; (next = ready.poll()) != null; ) {
      RawContinuation.run(next);
      if (!RawContinuation.isDone(next)) {
        ready.add(next);
      }
    }
    check(done.get(), (long) count * turns);
    return count * turns;
  }

  private static int takeTurns(int turns) {
    for (int turn = 0; turn < turns; turn++) {
      RawContinuation.suspend();
    }
    return turns;
  }

  private static int spawn(int count) {
    var continuations = new ArrayList<Object>(count);
    long[] sum = new long[1];
    for (int i = 0; i < count; i++) {
      int number = i;
      continuations.add(RawContinuation.of(() -> sum[0] += number));
    }
    continuations.forEach(RawContinuation::run);
    check(sum[0], sumBelow(count));
    return count;
  }

  private static int pingPong(int count) {
    var game = new Game();
    game.partner = RawContinuation.of(() -> game.returnAll(count));
    game.player = RawContinuation.of(() -> game.play(count));
    game.next = game.player;
    for (Object next; (next = game.next) != null; ) {
      game.next = null;
      RawContinuation.run(next);
    }
    check(game.sum, sumBelow(count));
    return count;
  }

  /** Two continuations, the item that they hand over, and whose turn is next. */
  private static final class Game {
    private @Nullable Object player;
    private @Nullable Object partner;
    private @Nullable Object next;
    private int item;
    private long sum;

    void play(int count) {
      for (int i = 0; i < count; i++) {
        item = i;
        handOver(partner);
        sum -= item;
      }
      next = partner; // It has its last turn to end.
    }

    void returnAll(int count) {
      for (int i = 0; i < count; i++) {
        item = -item;
        handOver(player);
      }
    }

    private void handOver(@Nullable Object other) {
      next = other;
      RawContinuation.suspend();
    }
  }

  private static void memory(int count, MemoryProtocol protocol) throws IOException {
    for (int i = 0; i < MemoryProtocol.WARM_UP_ROUNDS; i++) {
      suspend(MemoryProtocol.few(count)).forEach(RawContinuation::run);
    }
    protocol.base();
    List<Object> continuations = suspend(count);
    protocol.suspended();
    continuations.forEach(RawContinuation::run);
    check(continuations.stream().filter(RawContinuation::isDone).count(), count);
  }

  private static List<Object> suspend(int count) {
    var continuations = new ArrayList<Object>(count);
    for (int i = 0; i < count; i++) {
      continuations.add(RawContinuation.of(() -> takeTurns(1)));
    }
    continuations.forEach(RawContinuation::run);
    return continuations;
  }
}
