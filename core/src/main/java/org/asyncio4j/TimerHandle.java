package org.asyncio4j;

/**
 * A callback that an event loop is going to run at a certain time.
 *
 * <p>Python: {@code asyncio.TimerHandle}.
 */
public final class TimerHandle extends Handle {
  private final long deadline;

  // In the loop's heap: cancelled timers there are counted.
  private boolean scheduled = true;

  TimerHandle(BaseEventLoop loop, long deadline, Runnable callback, Context context) {
    super(loop, callback, context);
    this.deadline = deadline;
  }

  /** {@return when the callback runs, in seconds of {@link EventLoop#time}} */
  public double when() {
    return Arguments.seconds(deadline);
  }

  void leaveHeap() {
    scheduled = false;
  }

  @Override
  public void cancel() {
    if (!cancelled() && scheduled) {
      loop().countCancelledTimer();
    }
    super.cancel();
  }
}
