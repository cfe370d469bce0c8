package org.asyncio4j;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@link java.util.concurrent.Future#get} for our futures, on whatever thread. */
final class FutureGet {
  private FutureGet() {}

  static <T extends @Nullable Object> T get(Future<T> future)
      throws InterruptedException, ExecutionException {
    if (!belongsHere(future)) {
      CompletableFuture<T> copy = Bridge.fromOtherThread(future);
      try {
        return copy.get();
      } finally {
        copy.cancel(false); // whoever was interrupted waits no more
      }
    }
    return inTask(future);
  }

  static <T extends @Nullable Object> T get(Future<T> future, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!belongsHere(future)) {
      CompletableFuture<T> copy = Bridge.fromOtherThread(future);
      try {
        return copy.get(timeout, unit);
      } finally {
        copy.cancel(false); // whoever has timed out waits no more
      }
    }
    // The contract of get: an expired wait leaves the future alone.
    if (!future.done()) {
      awaitAtMost(unit.toNanos(timeout), future);
    }
    if (!future.done()) {
      throw new TimeoutException("%s was not done within %s %s".formatted(future, timeout, unit));
    }
    return inTask(future);
  }

  private static <T extends @Nullable Object> void awaitAtMost(long nanos, Future<T> future) {
    BaseEventLoop loop = future.loop();
    Waiter<@Nullable Void> waiter = new Waiter<>(loop, future);
    var onDone = new WakeUp(waiter);
    TimerHandle timer = loop.callAfterNanos(nanos, onDone::wake, loop.running().context);
    future.addDoneCallback(onDone);
    try {
      waiter.await();
    } finally {
      timer.cancel();
      future.takeBack(onDone);
    }
  }

  private static boolean belongsHere(Future<?> future) {
    Running running = Running.current();
    if (running.loop != future.loop()) {
      return false;
    }
    if (running.task == null && !future.done()) {
      throw new IllegalStateException(
          "get() on the loop's own thread would wait for ever: await %s in a task"
              .formatted(future));
    }
    return true;
  }

  private static <T extends @Nullable Object> T inTask(Future<T> future) throws ExecutionException {
    try {
      return future.await();
    } catch (CancelledError cancelled) {
      if (cancelled == future.peekException()) {
        throw new ExecutionException(cancelled); // what the future failed with, as a gather can
      }
      if (!future.cancelled() || cancellationRequested()) {
        throw cancelled; // the waiting task was cancelled, and the future at most through it
      }
      var exception = new CancellationException(cancelled.getMessage());
      exception.initCause(cancelled);
      throw exception;
    } catch (Throwable thrown) {
      throw new ExecutionException(thrown);
    }
  }

  private static boolean cancellationRequested() {
    Task<?> task = Running.current().task;
    return task != null && task.cancelling() > 0;
  }
}
