package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The frame of a task whose body is a stackless coroutine: a step is a call on the loop's thread.
 *
 * <p>While the body awaits a coroutine that is an ordinary method, that one runs on a frame of the
 * loop's engine, borrowed for as long; it is the same task, and no iteration is added.
 */
final class StepFrame extends StepChain implements Frame {
  private final Task<?> task;

  // What the last step waits for: a future, or a method on a borrowed frame, or neither.
  private @Nullable Future<?> awaited;
  private @Nullable Frame borrowed;

  StepFrame(Task<?> task, Coroutine<?> coroutine, Stepwise<?> body) {
    super(coroutine, body);
    this.task = task;
  }

  /** {@return what to throw into a task's body, whatever it is, which is to be cancelled} */
  static CancelledError cancellation(Task<?> task) {
    return task.frame instanceof StepFrame steps && steps.borrowed == null
        ? CancelledError.withoutStack(task.cancelReason)
        : CancelledError.because(task.cancelReason);
  }

  @Override
  public @Nullable Object resume() {
    Frame stack = borrowed;
    if (stack != null) {
      return afterBorrowed(stack.resume());
    }
    Future<?> done = awaited;
    awaited = null;
    if (task.exchange != null) {
      give(null, task.takeThrown());
    } else if (done != null) {
      readOutcome(done);
    }
    return goOn();
  }

  private @Nullable Object goOn() {
    while (true) {
      Object request = nextRequest();
      if (request == null) {
        return null;
      }
      if (request == FINISHED) {
        Throwable failure = takeFailure();
        task.exchange = failure == null ? takeResult() : new Threw(failure);
        return FINISHED;
      }
      if (request instanceof Future<?> future) {
        awaited = future;
        return future;
      }
      if (!(request instanceof Coroutine)) {
        task.exchange = badYield(task, request);
        return null;
      }
      Frame stack = task.loop().engine().frame(task);
      borrowed = stack;
      Object waitsFor = stack.resume();
      if (waitsFor != FINISHED) {
        return waitsFor;
      }
      giveBack();
    }
  }

  static IllegalStateException badYield(Task<?> task, Object request) {
    return new IllegalStateException(
        "%s got bad yield: an object of %s, expected an awaitable, null or DONE"
            .formatted(task, request.getClass().getName()));
  }

  private @Nullable Object nextRequest() {
    Context context = task.getContext();
    if (!context.carries()) {
      return advance();
    }
    @Nullable Object[] request = new @Nullable Object[1];
    context.runCarrying(() -> request[0] = advance());
    return request[0];
  }

  private @Nullable Object afterBorrowed(@Nullable Object waitsFor) {
    if (waitsFor != FINISHED) {
      return waitsFor;
    }
    giveBack();
    return goOn();
  }

  private void giveBack() {
    borrowed = null;
    Object end = task.exchange;
    task.exchange = null;
    if (end instanceof Threw(Throwable failure)) {
      give(null, failure);
    } else {
      give(end, null);
    }
  }

  @Override
  public @Nullable Object resumeBlocked() {
    return afterBorrowed(Arguments.required(borrowed, "borrowed").resumeBlocked());
  }

  @Override
  public boolean blocked() {
    return borrowed != null && borrowed.blocked();
  }

  @Override
  public void suspend(@Nullable Object waitsFor) {
    if (borrowed == null) {
      throw StepGuard.noStack();
    }
    borrowed.suspend(waitsFor);
  }

  @Override
  public boolean canSuspend() {
    return borrowed != null && borrowed.canSuspend();
  }

  /** {@return the borrowed thread, or else the one that steps run on} */
  @Override
  public Thread thread() {
    Frame stack = borrowed;
    if (stack != null) {
      return stack.thread();
    }
    Thread steps = task.loop().callbackThread();
    return steps == null ? Thread.currentThread() : steps; // the loop has just stopped
  }

  @Override
  public StackTraceElement[] stack() {
    var stack = new ArrayList<StackTraceElement>();
    if (borrowed != null) {
      stack.addAll(List.of(borrowed.stack()));
    }
    stack.addAll(places());
    return stack.toArray(StackTraceElement[]::new);
  }
}
