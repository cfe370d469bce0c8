package org.asyncio4j;

import java.lang.ref.Cleaner;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.internal.engine.MemoryReserve;
import org.jspecify.annotations.Nullable;

/**
 * A function on its way through a thread of an executor, and its end on the way back to the loop.
 *
 * <p>From {@link #handTo} to its end it counts as work outside the loop, even if its future has
 * been cancelled meanwhile: it may still do something to the loop.
 */
final class ThreadCall<T extends @Nullable Object> {

  /*
   *   WAITING --run--> the thread --end--> ENDED
   *   WAITING --skip---------------------> ENDED      it will never run
   *   the thread --interrupt--> INTERRUPTING --> the thread
   */
  private enum Phase {
    WAITING,
    INTERRUPTING,
    ENDED
  }

  /** Tells of calls that an executor has dropped. */
  private static final class Drops {
    static final Cleaner CLEANER = Cleaner.create();
  }

  // Any thread, by compare-and-set: a Phase or the thread that runs the function. Whoever makes
  // it leave WAITING owns body and arrival.
  private final AtomicReference<Object> state = new AtomicReference<>(Phase.WAITING);

  // Written between INTERRUPTING and what follows it, read after the state has become ENDED.
  private boolean interrupted;

  private final BaseEventLoop loop;
  private @Nullable Callable<T> body;
  private @Nullable Arrival<T> arrival;

  ThreadCall(Callable<T> body, ExecutorFuture<T> target) {
    this.loop = target.loop();
    this.body = body;
    this.arrival = new Arrival<>(target);
  }

  /** Delivers the outcome on the loop. Made at the start, when there is memory for it. */
  private static final class Arrival<T extends @Nullable Object> implements Runnable {
    private final ExecutorFuture<T> future;

    // Written by the thread that ends the call, before it posts this to the loop.
    private @Nullable T result;
    private @Nullable Throwable thrown;

    Arrival(ExecutorFuture<T> future) {
      this.future = future;
    }

    @Override
    @SuppressWarnings("NullAway") // the result may be null where T may
    public void run() {
      if (thrown == null) {
        future.arrive(result);
      } else {
        future.arriveFailure(thrown);
      }
    }
  }

  /** What the executor gets. Nobody else holds it, so if it is collected it was run or dropped. */
  private record Errand(ThreadCall<?> call) implements Runnable {
    @Override
    public void run() {
      call.run();
    }
  }

  /** Loop thread: gives the function to an executor; what that throws is thrown. */
  void handTo(Executor executor) {
    var errand = new Errand(this);
    if (!(executor instanceof DefaultExecutor.Pool)) { // which drops nothing
      Drops.CLEANER.register(errand, this::dropped);
    }
    executor.execute(errand);
  }

  private void run() {
    Thread thread = Thread.currentThread();
    if (!state.compareAndSet(Phase.WAITING, thread)) {
      return;
    }
    Callable<T> function = Arguments.required(body, "body");
    Arrival<T> arrives = Arguments.required(arrival, "arrival");
    MemoryReserve.fill(); // an earlier call may have used it up
    try {
      arrives.result = function.call();
    } catch (Throwable failure) {
      MemoryReserve.releaseFor(failure);
      arrives.thrown = failure;
    }
    end(thread);
    forget();
    if (!loop.outsideWorkEnds(arrives) && arrives.thrown != null) {
      ExecutorFuture.logLost(arrives.thrown);
    }
  }

  private void end(Thread thread) {
    while (!state.compareAndSet(thread, Phase.ENDED)) {
      Thread.onSpinWait(); // INTERRUPTING lasts no longer than Thread.interrupt
    }
    if (interrupted) {
      Thread.interrupted(); // must not hit what this thread does next
    }
  }

  /** Neither an idle executor's memory nor a cleaner's keeps the function and its result. */
  private void forget() {
    body = null;
    arrival = null;
  }

  /** Any thread: interrupts the function if it is running. */
  void interrupt() {
    if (state.get() instanceof Thread thread && state.compareAndSet(thread, Phase.INTERRUPTING)) {
      try {
        interrupted = true;
        thread.interrupt();
      } finally {
        state.set(thread);
      }
    }
  }

  /** Loop thread: sees to it that the function never runs. {@return false if it has begun} */
  boolean skip() {
    if (!state.compareAndSet(Phase.WAITING, Phase.ENDED)) {
      return false;
    }
    forget();
    loop.outsideWorkEnds();
    return true;
  }

  private void dropped() {
    if (state.compareAndSet(Phase.WAITING, Phase.ENDED)) {
      Arrival<T> arrives = Arguments.required(arrival, "arrival");
      forget();
      arrives.thrown =
          new RejectedExecutionException("the executor dropped the function without running it");
      loop.outsideWorkEnds(arrives);
    }
  }
}
