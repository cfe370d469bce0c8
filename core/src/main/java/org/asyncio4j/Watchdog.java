package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Watches a loop from a thread of its own, and reports a step or callback that takes too long while
 * it still runs, with its stack: who holds up everybody else, and where.
 *
 * <p>It costs the loop nothing but a counter, so it is made for production. A loop in debug mode
 * has one while it runs. It measures real time, whatever the loop's clock. Each slow step is
 * reported once, on the watchdog's thread. It ends by {@link #close} or when its loop is closed.
 *
 * <p>Java only: CPython's debug mode logs a slow callback when it has ended.
 */
public final class Watchdog implements AutoCloseable {
  // A step is found at the latest when it has taken one and a quarter of the limit.
  private static final int LOOKS_PER_LIMIT = 4;
  private static final long SHORTEST_PAUSE = 1_000_000;

  private final BaseEventLoop loop;
  private final long limit;
  private final Consumer<? super SlowStep> listener;
  private final Thread thread;
  private volatile boolean closed;

  private Watchdog(BaseEventLoop loop, long limit, Consumer<? super SlowStep> listener) {
    this.loop = loop;
    this.limit = limit;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("asyncio4j-watchdog").unstarted(this::watch);
  }

  /**
   * Watches a loop and logs its slow steps, as warnings of the logger {@code asyncio4j}.
   *
   * @param loop the loop
   * @param limit how long a step may take, in seconds, more than zero
   * @return to be closed when it has watched enough
   */
  public static Watchdog watch(EventLoop loop, double limit) {
    return watch(BaseEventLoop.of(loop), Arguments.nanos(limit, "limit"), Watchdog::log);
  }

  /**
   * Watches a loop.
   *
   * @param loop the loop
   * @param limit how long a step may take, more than zero
   * @param listener gets the slow steps, on the watchdog's thread; what it throws is logged
   * @return to be closed when it has watched enough
   */
  public static Watchdog watch(
      EventLoop loop, Duration limit, Consumer<? super SlowStep> listener) {
    Arguments.required(listener, "listener");
    return watch(BaseEventLoop.of(loop), Arguments.nanos(limit, "limit"), listener);
  }

  private static Watchdog watch(
      BaseEventLoop loop, long limit, Consumer<? super SlowStep> listener) {
    if (limit <= 0) {
      throw new IllegalArgumentException(
          "limit must be > 0, got %s seconds".formatted(Arguments.seconds(limit)));
    }
    var watchdog = new Watchdog(loop, limit, listener);
    watchdog.thread.start();
    return watchdog;
  }

  static Watchdog logging(BaseEventLoop loop, long limit) {
    return watch(loop, Math.max(limit, 1), Watchdog::log);
  }

  private static void log(SlowStep step) {
    LOG.log(System.Logger.Level.WARNING, step.describe());
  }

  /** Ends the watch. Any thread may call it, also more than once. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    long pause = Math.max(limit / LOOKS_PER_LIMIT, SHORTEST_PAUSE);
    long seen = loop.pulse().read();
    long since = System.nanoTime();
    boolean reported = false;
    while (!closed && !loop.isClosed()) {
      LockSupport.parkNanos(this, pause);
      long beats = loop.pulse().read();
      long now = System.nanoTime();
      if (beats != seen) {
        seen = beats;
        since = now;
        reported = false;
      } else if (!reported && Pulse.isRunning(beats) && now - since >= limit) {
        reported = true;
        report(beats, now - since);
      }
    }
  }

  private void report(long beats, long nanos) {
    try {
      SlowStep step = loop.slowStep(Duration.ofNanos(nanos));
      if (loop.pulse().read() == beats) { // else it has ended, and this may be another one's stack
        listener.accept(step);
      }
    } catch (RuntimeException | Error thrown) {
      LOG.log(System.Logger.Level.ERROR, "Exception in a watchdog's listener", thrown);
    }
  }
}
