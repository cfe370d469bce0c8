package org.asyncio4j;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What an {@link LoopExecutorService} has been given: it becomes a task of the loop. */
final class Submission<T extends @Nullable Object> extends LoopCompletableFuture<T> {

  /*
   *   POSTED --start--> STARTED --taskEnded--> ENDED
   *   POSTED --start-----------------------> ENDED    cancelled before, or refused
   *   POSTED --drop------------------------> ENDED    the loop has closed
   *
   * To be cancelled is no state here: the future is then done, and the task still has its clean-up
   * to do before it ends.
   */
  private final LoopExecutorService owner;
  private final Coroutine<T> coroutine;
  private final boolean reported;

  // Loop thread.
  private @Nullable Task<T> task;

  /**
   * As an argument for {@code submit}.
   *
   * @param reported whether a failure goes to the loop's exception handler, as nobody can ask for
   *     it
   */
  Submission(LoopExecutorService owner, Coroutine<T> coroutine, boolean reported) {
    super(owner.loop());
    this.owner = owner;
    this.coroutine = coroutine;
    this.reported = reported;
  }

  /** Loop thread. */
  void start() {
    if (owner.stopped()) {
      super.cancel(false);
    }
    if (isDone()) {
      owner.ended(this);
      return;
    }
    Task<T> started;
    try {
      started = loop().createTask(coroutine);
    } catch (Throwable refused) {
      coroutine.close();
      fail(refused);
      owner.ended(this);
      return;
    }
    task = started;
    owner.started(this);
    var end = new CompletableFuture<T>();
    Bridge.copyWhenDone(started, end);
    end.whenComplete(this::taskEnded);
  }

  /** The loop is closed and will not start it. */
  void drop() {
    super.cancel(false);
    owner.ended(this);
  }

  private void taskEnded(T result, @Nullable Throwable thrown) {
    if (thrown == null) {
      complete(result);
    } else if (thrown instanceof CancellationException) {
      super.cancel(false);
    } else {
      fail(thrown);
    }
    owner.ended(this);
  }

  private void fail(Throwable thrown) {
    completeExceptionally(thrown);
    if (reported && !Throwables.leavesTheLoop(thrown)) {
      loop()
          .callExceptionHandler(
              ErrorReport.of("unhandled exception in a command of the loop's ExecutorService")
                  .withException(thrown));
    }
  }

  /** Any thread. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean done = isDone();
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled && !done) {
      loop().soon(this::cancelTask);
    }
    return cancelled;
  }

  /** Loop thread. */
  void cancelTask() {
    super.cancel(false);
    if (task != null) {
      task.cancel();
    }
  }
}
