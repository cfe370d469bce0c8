package org.asyncio4j.benchmarks.contestants;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.benchmarks.contestants.Contestant.check;
import static org.asyncio4j.benchmarks.contestants.Contestant.sumBelow;

import org.asyncio4j.Lock;
import org.asyncio4j.Queue;
import org.asyncio4j.Stackless;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/** The workloads of {@link StacklessContestant} that share something. */
final class StacklessQueues {
  private StacklessQueues() {}

  /** Sends items to another task and back. */
  static int pingPong(int count) {
    check(StacklessContestant.run(new PingPong(count)), sumBelow(count));
    return count;
  }

  private static final class PingPong extends StateMachine<Long> {
    private static final int START = 0;
    private static final int PUT = 1;
    private static final int GET = 2;
    private static final int GOT = 3;
    private static final int END = 4;

    private final int count;
    private final Queue<Integer> there = new Queue<>(1);
    private final Queue<Integer> back = new Queue<>(1);
    private @Nullable Task<Integer> partner;
    private int sent;
    private long sum;

    PingPong(int count) {
      this.count = count;
    }

    @Override
    @SuppressWarnings({"fallthrough", "NullAway"}) // what was got is not null
    protected @Nullable Object step(int state, @Nullable Object value) {
      Object item = value;
      while (true) {
        switch (state) {
          case START:
            partner = createTask(new PassOn(count, there, back));
          // fall through
          case PUT:
            Integer next = sent++;
            if (there.full()) {
              return await(Stackless.put(there, next), GET);
            }
            there.putNowait(next);
          // fall through
          case GET:
            if (back.empty()) {
              return await(Stackless.get(back), GOT);
            }
            item = back.getNowait();
          // fall through
          case GOT:
            sum += (Integer) item;
            if (sent == count) {
              return await(partner, END);
            }
            state = PUT;
            break;
          default:
            return done(sum);
        }
      }
    }
  }

  private static final class PassOn extends StateMachine<Integer> {
    private static final int GET = 0;
    private static final int GOT = 1;

    private final int count;
    private final Queue<Integer> from;
    private final Queue<Integer> to;
    private int passed;

    PassOn(int count, Queue<Integer> from, Queue<Integer> to) {
      this.count = count;
      this.from = from;
      this.to = to;
    }

    @Override
    @SuppressWarnings("NullAway") // what was got is not null
    protected @Nullable Object step(int state, @Nullable Object value) {
      Object item = value;
      boolean got = state == GOT;
      while (got || passed < count) {
        if (!got) {
          if (from.empty()) {
            return await(Stackless.get(from), GOT);
          }
          item = from.getNowait();
        }
        got = false;
        passed++;
        if (to.full()) {
          Integer late = (Integer) item;
          return await(Stackless.put(to, late), GET);
        }
        to.putNowait((Integer) item);
      }
      return done(passed);
    }
  }

  /** Has producers and consumers share a queue. */
  static int queue(int each) {
    var queue = new Queue<Integer>(100);
    long sum =
        StacklessContestant.run(
            new StacklessContestant.SumOf(
                8, i -> i % 2 == 0 ? new Produce(each, queue) : new Consume(each, queue)));
    check(sum, 4 * sumBelow(each));
    return 4 * each;
  }

  private static final class Produce extends StateMachine<Long> {
    private final int count;
    private final Queue<Integer> queue;
    private int next;

    Produce(int count, Queue<Integer> queue) {
      this.count = count;
      this.queue = queue;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      while (next < count) {
        Integer item = next++;
        if (queue.full()) {
          return await(Stackless.put(queue, item), 0);
        }
        queue.putNowait(item);
      }
      return done(0L);
    }
  }

  private static final class Consume extends StateMachine<Long> {
    private final int count;
    private final Queue<Integer> queue;
    private int taken;
    private long sum;

    Consume(int count, Queue<Integer> queue) {
      this.count = count;
      this.queue = queue;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (value != null) {
        sum += (Integer) value;
      }
      while (taken < count) {
        taken++;
        if (queue.empty()) {
          return await(Stackless.get(queue), 0);
        }
        sum += queue.getNowait();
      }
      return done(sum);
    }
  }

  /** Has tasks use something one after the other. */
  static int lock(int each) {
    var lock = new Lock();
    var guarded = new Guarded();
    check(
        StacklessContestant.run(
            new StacklessContestant.SumOf(100, i -> new UseAlone(each, lock, guarded))),
        100L * each);
    check(guarded.uses(), 100L * each);
    return 100 * each;
  }

  private static final class UseAlone extends StateMachine<Integer> {
    private static final int ACQUIRED = 1;
    private static final int INSIDE = 2;

    private final int times;
    private final Lock lock;
    private final Guarded guarded;
    private int used;

    UseAlone(int times, Lock lock, Guarded guarded) {
      this.times = times;
      this.lock = lock;
      this.guarded = guarded;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (state == ACQUIRED) {
        guarded.enter();
        return pause(INSIDE);
      }
      if (state == INSIDE) {
        guarded.leave();
        lock.release();
        used++;
      }
      return used < times ? await(Stackless.acquire(lock), ACQUIRED) : done(times);
    }

    @Override
    protected @Nullable Object caught(int state, Throwable thrown) throws Throwable {
      if (state == INSIDE) {
        lock.release();
      }
      throw thrown;
    }
  }
}
