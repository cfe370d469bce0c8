package org.asyncio4j;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Between our futures and {@link CompletionStage}: outcome one way, cancellation both ways. */
final class Bridge {
  private Bridge() {}

  /** The done-callback that ends a completable future as one of ours has ended. */
  record Copy<T extends @Nullable Object>(Future<T> source, CompletableFuture<T> target)
      implements Consumer<Future<T>> {

    static <T extends @Nullable Object> void of(Future<T> source, CompletableFuture<T> target) {
      var copy = new Copy<>(source, target);
      source.loop().addCopy(copy);
      source.addDoneCallback(copy);
      target.whenComplete((result, thrown) -> copy.targetDone());
    }

    /** Any thread: if the target got its outcome elsewhere, a source that lives on forgets it. */
    private void targetDone() {
      if (!source.isDone()) {
        source.loop().soon(this::takeBack);
      }
    }

    private void takeBack() {
      source.loop().removeCopy(this);
      source.takeBack(this);
    }

    @Override
    public void accept(Future<T> done) {
      source.loop().removeCopy(this);
      done.copyTo(target);
    }

    /** The loop closes: whoever waits for the target on another thread must not wait for ever. */
    void loopCloses() {
      if (source.done()) {
        source.copyTo(target);
      } else {
        target.cancel(false);
      }
    }
  }

  /** As {@link Future#cancel(boolean)}, outside the loop. */
  static boolean cancelFromOutside(Future<?> future) {
    BaseEventLoop loop = future.loop();
    var cancelled = new boolean[1];
    if (loop.touchIfIdle(() -> cancelled[0] = future.cancel())) {
      return cancelled[0];
    }
    return loop.soon(future::cancel);
  }

  static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(Future<T> source) {
    var target = new LoopCompletableFuture<T>(source.loop());
    chain(source, target);
    return target;
  }

  /**
   * As {@link #toCompletableFuture}, for a thread that is not the loop's and only looks: cancelling
   * the answer does nothing.
   */
  static <T extends @Nullable Object> CompletableFuture<T> fromOtherThread(Future<T> source) {
    var target = new CompletableFuture<T>();
    BaseEventLoop loop = source.loop();
    Runnable asItIs =
        () -> {
          if (source.isDone()) {
            source.copyTo(target);
          } else {
            target.cancel(false); // it will never be done
          }
        };
    if (source.isDone() || loop.isClosed()) {
      asItIs.run();
      return target;
    }
    // Also if nobody runs the loop: another thread may just start to.
    try {
      loop.callSoonThreadsafe(() -> copyWhenDone(source, target), new Context(), asItIs);
    } catch (IllegalStateException closed) {
      asItIs.run();
    }
    return target;
  }

  static <T extends @Nullable Object> void copyWhenDone(
      Future<T> source, CompletableFuture<T> target) {
    if (source.done()) {
      source.copyTo(target); // at once: this may be the loop's last iteration
    } else {
      Copy.of(source, target);
    }
  }

  /** Any thread: has {@code loop} run a coroutine as a task. {@return its outcome} */
  static <T extends @Nullable Object> CompletableFuture<T> submit(
      Coroutine<T> coroutine, BaseEventLoop loop) {
    var target = new LoopCompletableFuture<T>(loop);
    loop.callSoonThreadsafe(
        () -> {
          try {
            chain(Futures.ensure(coroutine, loop), target);
          } catch (Throwable refused) {
            target.completeExceptionally(refused);
            throw refused;
          }
        },
        Context.copyContext(),
        () -> target.cancel(false));
    return target;
  }

  static <T extends @Nullable Object> void chain(Future<T> source, CompletableFuture<T> target) {
    if (source.done()) {
      source.copyTo(target);
      return;
    }
    if (source.loop().isClosed()) {
      target.cancel(false); // it will never be done
      return;
    }
    Copy.of(source, target);
    target.whenComplete(
        (result, thrown) -> {
          if (target.isCancelled() && !source.isDone()) {
            source.loop().callSoonThreadsafe(source::cancel);
          }
        });
  }

  /**
   * {@return a future of {@code loop} that ends as {@code stage} does; cancelling it cancels the
   * stage}
   */
  static <T extends @Nullable Object> Future<T> wrap(CompletionStage<T> stage, BaseEventLoop loop) {
    Future<T> target = new Waiter<>(loop, stage);
    CompletableFuture<T> source = stage.toCompletableFuture();
    if (source.isDone()) {
      settle(target, source);
      return target;
    }
    Runnable settle = () -> settle(target, source);
    if (source instanceof LoopCompletableFuture<?> own && own.loop() == loop) {
      source.whenComplete((result, thrown) -> loop.soon(settle)); // nothing outside is under way
    } else {
      loop.outsideWorkBegins();
      source.whenComplete((result, thrown) -> loop.outsideWorkEnds(settle));
    }
    target.addDoneCallback(
        done -> {
          if (done.cancelled()) {
            source.cancel(true);
          }
        });
    return target;
  }

  private static <T extends @Nullable Object> void settle(
      Future<T> target, CompletableFuture<T> source) {
    if (target.done()) {
      return;
    }
    try {
      target.finish(source.join());
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause();
      target.fail(cause == null ? failed : cause);
    } catch (CancellationException cancelled) {
      target.cancel();
    } catch (OutOfMemoryError full) { // even to be told that the source has failed takes some
      target.fail(full);
    }
  }
}
