package org.asyncio4j;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AsCompleted} consists of, apart from the handle that the program holds: it knows
 * the futures, and they know it.
 *
 * <p>Nothing in here refers to the handle. So the collector finds out when nobody holds that any
 * more, and the callbacks can be taken back from futures that live on.
 */
final class Arrivals<T extends @Nullable Object> implements Consumer<Future<T>>, Awaiter {

  /*
   *   OPEN --all arrived, the time is up--> COMPLETE
   *   OPEN, COMPLETE --close, abandoned---> CLOSED
   */
  private enum State {
    OPEN,
    COMPLETE,
    CLOSED
  }

  // Empty stands for a future that will not be given: the time limit or the close has cut it off.
  private final Queue<Optional<Future<T>>> arrived = new Queue<>(this);
  private final Set<Future<T>> awaited;
  private final @Nullable TimerHandle timer;
  private State state;

  @SuppressWarnings("UnusedVariable") // only to hold it
  private Abandoned.@Nullable Watch watch;

  Arrivals(BaseEventLoop loop, Set<Future<T>> futures, long nanos) {
    awaited = futures;
    state = futures.isEmpty() ? State.COMPLETE : State.OPEN;
    timer =
        nanos == Waiting.NO_LIMIT || futures.isEmpty()
            ? null
            : loop.callAfterNanos(nanos, this::timeIsUp, loop.running().context);
  }

  /** Begins: as long as somebody holds the handle. */
  void watch(AsCompleted<T> handle, Abandoned abandoned) {
    if (state == State.OPEN) {
      watch = abandoned.watch(handle, this::close);
      awaited.forEach(future -> future.addDoneCallback(this));
    }
  }

  /** A future is done. */
  @Override
  public void accept(Future<T> done) {
    if (!awaited.remove(done)) {
      return; // the time was up before, or it was closed
    }
    arrived.putNowait(Optional.of(done));
    if (awaited.isEmpty()) {
      state = State.COMPLETE;
      stopTimer();
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void timeIsUp() {
    if (state == State.OPEN) {
      state = State.COMPLETE;
      takeCallbacksBack();
      awaited.forEach(future -> arrived.putNowait(Optional.empty()));
      awaited.clear();
    }
  }

  private void takeCallbacksBack() {
    awaited.forEach(future -> future.takeBack(this));
  }

  void close() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    takeCallbacksBack();
    awaited.clear();
    stopTimer();
    for (int i = arrived.getters().size(); i > 0; i--) {
      arrived.putNowait(Optional.empty());
    }
  }

  /** Waits for the next future that is done. */
  Future<T> next() throws TimeoutException {
    requireNotClosed();
    Optional<Future<T>> next = arrived.get();
    if (next.isEmpty()) {
      requireNotClosed();
      throw new TimeoutException("asCompleted: the time limit has passed");
    }
    return next.get();
  }

  private void requireNotClosed() {
    if (state == State.CLOSED) {
      throw new IllegalStateException("asCompleted: it was closed");
    }
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  // --- call graph: any thread -------------------------------------------------------------------

  @Override
  public List<Future<?>> awaiters() {
    return Snapshot.of(arrived.getters());
  }

  /** {@return what is not done} Its copies on another thread are best effort. */
  Set<Future<T>> awaited() {
    return awaited;
  }

  boolean hasTimeLimit() {
    return timer != null;
  }

  @Override
  public String toString() {
    return "asCompleted[%s, awaited=%s]".formatted(state, awaited.size());
  }
}
