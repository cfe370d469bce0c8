package org.asyncio4j;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A completable future that a loop completes, and that may be waited for on that loop too.
 *
 * <p>Its {@code get} and {@code join} block a foreign thread, as ever. In a task of the loop they
 * suspend the task, whatever the engine; a cancellation of that task leaves this future alone. In a
 * plain callback of the loop, where the wait could never end, they are refused.
 */
class LoopCompletableFuture<T extends @Nullable Object> extends CompletableFuture<T> {
  private final BaseEventLoop loop;

  LoopCompletableFuture(BaseEventLoop loop) {
    this.loop = loop;
  }

  final BaseEventLoop loop() {
    return loop;
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (waitsOnTheLoop()) {
      suspendUntilDone(Long.MAX_VALUE);
    }
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!waitsOnTheLoop()) {
      return super.get(timeout, unit);
    }
    suspendUntilDone(unit.toNanos(timeout));
    if (!isDone()) {
      throw new TimeoutException("not done within %s %s".formatted(timeout, unit));
    }
    return super.get();
  }

  @Override
  public T join() {
    if (waitsOnTheLoop()) {
      suspendUntilDone(Long.MAX_VALUE);
    }
    return super.join();
  }

  private boolean waitsOnTheLoop() {
    if (isDone() || !loop.running().isCurrent()) {
      return false;
    }
    if (loop.running().task == null) {
      throw new IllegalStateException(
          "waiting on the loop's own thread would never end: wait in a task or on another thread");
    }
    return true;
  }

  private void suspendUntilDone(long nanos) {
    Future<@Nullable Void> waiter = new Future<>(loop);
    Runnable wake =
        () -> {
          if (!waiter.done()) {
            waiter.finish(null);
          }
        };
    TimerHandle timer = loop.callAfterNanos(nanos, wake, loop.running().context);
    var over = new CompletableFuture<@Nullable Void>();
    // Not on this future alone, which would keep the callback of a wait that is over: the JDK takes
    // it away when the other one is done.
    CompletableFuture.anyOf(this, over)
        .whenComplete(
            (result, thrown) -> {
              if (isDone()) {
                loop.soon(wake);
              }
            });
    try {
      waiter.await();
    } finally {
      timer.cancel();
      over.complete(null);
    }
  }
}
