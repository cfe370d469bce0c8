package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The step or callback that a loop is running, as something that may hold it for too long. */
record HeldStep(BaseEventLoop loop) implements LoopHold.Subject {

  /** What is done about a call that holds its loop for too long. */
  static void warn(BlockedCall call, Duration held) {
    LOG.log(System.Logger.Level.WARNING, call.describe(held));
  }

  @Override
  public long beats() {
    return loop.pulse().read();
  }

  @Override
  public boolean isHeld(long beats) {
    return Pulse.isRunning(beats);
  }

  @Override
  public boolean looksBlocked() {
    Thread thread = thread();
    return thread != null && BlockedCall.waits(thread.getState());
  }

  @Override
  public @Nullable BlockedCall call() {
    Task<?> task = loop.running().task;
    Thread thread = thread();
    return thread == null ? null : BlockedCall.of(loop, task, thread);
  }

  private @Nullable Thread thread() {
    try {
      return loop.threadOfStep();
    } catch (NullPointerException changed) {
      return null; // a generator has ended meanwhile, and its frame has no thread
    }
  }
}
