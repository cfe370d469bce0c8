package org.asyncio4j;

import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Drives a stackless coroutine that an ordinary one awaits, inside its frame.
 *
 * <p>While a step is made, this stands before the task's own frame and refuses to suspend it: a
 * step that could suspend here would fail as soon as its coroutine is made a task.
 */
final class StepGuard implements Frame {
  private final Task<?> task;
  private final Frame guarded;
  private final StepChain chain;

  private StepGuard(Task<?> task, Frame guarded, StepChain chain) {
    this.task = task;
    this.guarded = guarded;
    this.chain = chain;
  }

  static IllegalStateException noStack() {
    return new IllegalStateException(
        "cannot suspend inside a step of a stackless coroutine, which has no stack: let the step"
            + " return what to wait for, or await coroutine(() -> …) of this code");
  }

  /** Waits for the end of the coroutine in the current task. */
  static @Nullable Object await(Task<?> task, StepChain chain) throws Throwable {
    return new StepGuard(task, Arguments.required(task.frame, "frame"), chain).drive();
  }

  private @Nullable Object drive() throws Throwable {
    Object value = null;
    Throwable thrown = null;
    while (true) {
      Object request = advance(value, thrown);
      if (request == FINISHED) {
        Throwable failure = chain.takeFailure();
        if (failure != null) {
          throw failure;
        }
        return chain.takeResult();
      }
      value = null;
      thrown = null;
      try {
        value = waitFor(request);
      } catch (Throwable t) {
        thrown = InterruptedCall.asCancellation(t);
      }
    }
  }

  private @Nullable Object advance(@Nullable Object value, @Nullable Throwable thrown) {
    task.frame = this;
    try {
      return chain.advance(value, thrown);
    } finally {
      task.frame = guarded;
    }
  }

  private @Nullable Object waitFor(@Nullable Object request) throws Exception {
    if (request instanceof Future<?> future) {
      return future.await();
    }
    if (request instanceof Coroutine) {
      return chain.callOutside();
    }
    if (request != null) {
      task.exchange = StepFrame.badYield(task, request);
    }
    task.suspendFor(null);
    return null;
  }

  @Override
  public void suspend(@Nullable Object waitsFor) {
    if (!(waitsFor instanceof EagerStart || waitsFor instanceof OnLoopThread)) {
      throw noStack();
    }
    guarded.suspend(waitsFor); // to come back before anything else of the loop runs
  }

  @Override
  public boolean canSuspend() {
    return guarded.canSuspend();
  }

  @Override
  public @Nullable Object resume() {
    return guarded.resume();
  }

  @Override
  public @Nullable Object resumeBlocked() {
    return guarded.resumeBlocked();
  }

  @Override
  public boolean blocked() {
    return guarded.blocked();
  }

  @Override
  public Thread thread() {
    return guarded.thread();
  }

  @Override
  public StackTraceElement[] stack() {
    return guarded.stack();
  }
}
