package org.asyncio4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code gather}: waits for all children, or for the first failure if failures are not
 * collected.
 *
 * @param <T> the type of the children's results
 * @param <R> the type of one element of the result
 */
final class Gather<T extends @Nullable Object, R extends @Nullable Object>
    implements Consumer<Future<?>>, Awaiter {

  /** What the list of results holds for each child. */
  private interface Collector<T extends @Nullable Object, R extends @Nullable Object> {
    R collect(Future<? extends T> child);
  }

  private final boolean failsFast;
  private final Collector<T, R> collector;
  private final List<Future<? extends T>> children = new ArrayList<>();
  // By their coroutines; made when one of the coroutines is given a second time.
  private @Nullable IdentityHashMap<Object, Future<? extends T>> tasks;
  private int unfinished;
  private @Nullable GatheringFuture<List<R>> outer;

  private Gather(boolean failsFast, Collector<T, R> collector) {
    this.failsFast = failsFast;
    this.collector = collector;
  }

  static <T extends @Nullable Object> Future<List<T>> results(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return new Gather<T, T>(true, Future::result).start(awaitables);
  }

  static <T extends @Nullable Object> Future<List<Outcome<T>>> outcomes(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return new Gather<T, Outcome<T>>(false, Gather::outcome).start(awaitables);
  }

  private static <T extends @Nullable Object> Outcome<T> outcome(Future<? extends T> child) {
    if (child.cancelled()) {
      Object known = child.cancelledErrorOrReason();
      Object reason = known instanceof CancelledError ? null : known;
      return new Outcome.Cancelled<>(new CancelledError(reason == null ? "" : reason));
    }
    return Outcome.of(child);
  }

  private Future<List<R>> start(Collection<? extends Awaitable<? extends T>> awaitables) {
    BaseEventLoop loop = loopOf(awaitables);
    if (awaitables.isEmpty()) {
      Future<List<R>> nothing = new Future<>(loop);
      nothing.finish(List.of());
      return nothing;
    }
    var alreadyDone = new ArrayList<Future<?>>();
    for (Awaitable<? extends T> awaitable : awaitables) {
      Future<? extends T> child = givenBefore(awaitable);
      if (child == null) {
        child = Futures.ensure(awaitable, loop);
        if (child != awaitable && child instanceof Task<?> task) {
          task.endsSilentlyIfPending = true;
        }
      }
      children.add(child);
      noteCoroutineOf(child);
      unfinished++;
      if (child.done()) {
        alreadyDone.add(child);
      } else {
        child.addDoneCallback(this);
      }
    }
    var gathering = new GatheringFuture<List<R>>(loop, children);
    outer = gathering;
    alreadyDone.forEach(this);
    return gathering;
  }

  /** {@return the task of a coroutine that stands in the arguments for a second time, else null} */
  private @Nullable Future<? extends T> givenBefore(Awaitable<? extends T> awaitable) {
    if (!(awaitable instanceof Coroutine<?> coroutine && coroutine.isTaken())) {
      return null;
    }
    if (tasks == null) {
      tasks = new IdentityHashMap<>();
      children.forEach(this::noteCoroutineOf);
    }
    return tasks.get(coroutine);
  }

  private void noteCoroutineOf(Future<? extends T> child) {
    if (tasks != null && child instanceof Task<?> task) {
      tasks.putIfAbsent(task.getCoro(), child);
    }
  }

  private static BaseEventLoop loopOf(Collection<? extends Awaitable<?>> awaitables) {
    BaseEventLoop running = Running.loopOrNull();
    if (running != null) {
      return running;
    }
    for (Awaitable<?> awaitable : awaitables) {
      if (awaitable instanceof Future<?> future) {
        return future.loop();
      }
    }
    return BaseEventLoop.of(Running.runningOrCurrentLoop());
  }

  @Override
  public Collection<? extends Future<?>> awaiters() {
    GatheringFuture<?> gathering = outer;
    return gathering == null ? List.of() : List.of(gathering);
  }

  /** A child is done. */
  @Override
  public void accept(Future<?> child) {
    unfinished--;
    GatheringFuture<List<R>> gathering = outer;
    if (gathering == null || gathering.done()) {
      child.markRetrieved();
      return;
    }
    if (failsFast) {
      Throwable failure = child.cancelled() ? child.makeCancelledError() : child.exception();
      if (failure != null) {
        gathering.fail(failure);
        leaveTheOthers();
        return;
      }
    }
    if (unfinished == 0) {
      finish(gathering);
    }
  }

  /** It is decided. The others go on, and if they fail, that counts as retrieved. */
  private void leaveTheOthers() {
    for (Future<? extends T> child : children) {
      if (!child.done()) {
        child.takeBack(this);
        child.failureWillBeKnown();
      }
    }
  }

  private void finish(GatheringFuture<List<R>> gathering) {
    var results = new ArrayList<R>(children.size());
    for (Future<? extends T> child : children) {
      results.add(collector.collect(child));
    }
    if (gathering.cancelRequested()) {
      gathering.fail(children.getLast().lateCancellation());
    } else {
      gathering.finish(results);
    }
  }
}
