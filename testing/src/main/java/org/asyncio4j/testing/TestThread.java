package org.asyncio4j.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.internal.engine.PlainThreads;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs tests, so that who waits for one can watch it, and give it up.
 *
 * <p>Threads are kept for the next test. No other thread watches: the one that waits does.
 */
final class TestThread {
  // A platform thread for the loop engine, a virtual one for the other: what each runs a loop on
  // without another thread. Any thread; whoever takes one out owns it.
  private static final ConcurrentLinkedDeque<TestThread> PLATFORM = new ConcurrentLinkedDeque<>();
  private static final ConcurrentLinkedDeque<TestThread> VIRTUAL = new ConcurrentLinkedDeque<>();

  private static final ThreadLocal<@Nullable TestThread> CURRENT = new ThreadLocal<>();

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  // How often a caller looks whether there is a limit to watch, while there is none.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  // Handing over by spinning takes a fraction of a microsecond, by parking up to fifty.
  private static final long SPIN_NANOS =
      Runtime.getRuntime().availableProcessors() > 1 ? 20_000 : 0;

  private final ConcurrentLinkedDeque<TestThread> pool;
  private final Thread thread;

  // Written by the thread that owns this, taken by this one's.
  private volatile @Nullable Call<?> next;

  // This one's thread.
  private @Nullable Call<?> call;

  /** One job, and who waits for it. */
  private static final class Call<T extends @Nullable Object> {
    private final Callable<T> job;
    private final Thread caller = Thread.currentThread();

    // Written by the thread that runs the job before done, read by the caller after it.
    private @Nullable T result;
    private @Nullable Throwable thrown;
    private volatile boolean done;

    // Written by the thread that runs the job, before it reads wakesAt; the caller reads it after
    // it
    // has written wakesAt: so either the caller sees the new limit, or it is woken if it has to be.
    private volatile @Nullable TimeLimit limit;
    private volatile long wakesAt = System.nanoTime();

    Call(Callable<T> job) {
      this.job = job;
    }

    void run() {
      try {
        result = job.call();
      } catch (Throwable failure) {
        thrown = failure;
      }
    }
  }

  private TestThread(EngineKind engine) {
    if (engine == EngineKind.LOOP) {
      pool = PLATFORM;
      thread = Thread.ofPlatform().daemon().name("asyncio4j-test-", 1).unstarted(this::serve);
    } else {
      pool = VIRTUAL;
      thread = Thread.ofVirtual().name("asyncio4j-test").unstarted(this::serve);
    }
  }

  /**
   * Runs a job on such a thread, and waits for its end or until it has to be given up. On such a
   * thread, runs it right here; and on a simulated one, since what that starts dies with its
   * simulation and must not be kept for others.
   *
   * @param engine of the loops that the job runs
   * @param job the job; what it throws is thrown
   */
  static <T extends @Nullable Object> T call(EngineKind engine, Callable<T> job) {
    if (CURRENT.get() != null || PlainThreads.current() != null) {
      try {
        return job.call();
      } catch (Exception thrown) {
        throw Sneaky.sneak(thrown);
      }
    }
    TestThread free = (engine == EngineKind.LOOP ? PLATFORM : VIRTUAL).poll();
    TestThread taken = free == null ? new TestThread(engine) : free;
    var call = new Call<>(job);
    taken.next = call;
    if (free == null) {
      taken.thread.start();
    } else {
      LockSupport.unpark(taken.thread);
    }
    return await(call);
  }

  // --- the caller -------------------------------------------------------------------------------

  @SuppressWarnings("NullAway") // a null was returned only where T allows it
  private static <T extends @Nullable Object> T await(Call<T> call) {
    spinUntilDone(call);
    boolean interrupted = false;
    try {
      while (!call.done) {
        interrupted |= Thread.interrupted();
        AsyncTestError givenUp = watch(call, interrupted);
        if (givenUp != null) {
          throw givenUp;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (call.thrown != null) {
      throw Sneaky.sneak(call.thrown);
    }
    return call.result;
  }

  private static void spinUntilDone(Call<?> call) {
    long end = System.nanoTime() + SPIN_NANOS;
    while (!call.done && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  private static @Nullable AsyncTestError watch(Call<?> call, boolean interrupted) {
    TimeLimit limit = call.limit;
    boolean isRunning = limit != null && limit.isRunning();
    if (limit != null && interrupted) {
      limit.expire("was ended by an interrupt of the thread that waits for it");
    }
    long now = System.nanoTime();
    long until = limit != null && isRunning ? limit.deadline() : now + PAUSE_NANOS;
    if (limit != null && isRunning && until - now <= 0) {
      return limit.escalate();
    }
    call.wakesAt = until;
    if (call.limit == limit && !call.done) {
      LockSupport.parkNanos(call, until - now);
    }
    return null;
  }

  // --- this thread ------------------------------------------------------------------------------

  /** Has the caller watch what runs on this thread from now on. */
  static void watched(TimeLimit limit) {
    TestThread current = CURRENT.get();
    Call<?> call = current == null ? null : current.call;
    if (call != null) {
      call.limit = limit;
      if (limit.end() - call.wakesAt < 0) {
        LockSupport.unpark(call.caller);
      }
    }
  }

  private void serve() {
    CURRENT.set(this);
    for (Call<?> job; (job = take()) != null; ) {
      call = job;
      job.run();
      call = null;
      Thread.interrupted();
      next = null;
      pool.push(this);
      job.done = true;
      LockSupport.unpark(job.caller);
    }
  }

  private @Nullable Call<?> take() {
    long spins = System.nanoTime() + (thread.isVirtual() ? 0 : SPIN_NANOS);
    while (next == null) {
      if (System.nanoTime() - spins < 0) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, IDLE_NANOS);
        if (next == null && System.nanoTime() - spins > IDLE_NANOS && pool.remove(this)) {
          return null;
        }
      }
    }
    return next;
  }
}
