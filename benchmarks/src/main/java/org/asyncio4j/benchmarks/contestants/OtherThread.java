package org.asyncio4j.benchmarks.contestants;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** A thread that is not the loop's, and calls in. */
public final class OtherThread {
  // Long enough for whoever is called to go to sleep.
  private static final long PAUSE_NANOS = 50_000;

  private OtherThread() {}

  /** What it does. */
  @FunctionalInterface
  public interface Body {

    /**
     * Does it.
     *
     * @throws Exception if the contestant is broken
     */
    void run() throws Exception;
  }

  /** Has somebody who sleeps run a callback. */
  @FunctionalInterface
  public interface Caller {

    /**
     * Calls.
     *
     * @param callback what to run
     */
    void call(Runnable callback);
  }

  /**
   * Starts one. If its body fails, so does the process: whoever waits for it would wait forever.
   *
   * @param body what it does
   */
  public static void start(Body body) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                body.run();
              } catch (Throwable thrown) {
                thrown.printStackTrace();
                Runtime.getRuntime().halt(1);
              }
            });
  }

  /**
   * Calls a sleeper time and again, each time when it sleeps.
   *
   * @param count how often
   * @param caller calls it
   * @return nanoseconds from the calls until the callbacks ran, in sum
   * @throws InterruptedException if this thread is interrupted
   */
  public static long wakeUps(int count, Caller caller) throws InterruptedException {
    var callback = new Stamp();
    long nanos = 0;
    for (int i = 0; i < count; i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      long called = System.nanoTime();
      caller.call(callback);
      callback.ran.acquire();
      nanos += callback.when - called;
    }
    return nanos;
  }

  private static final class Stamp implements Runnable {
    private final Semaphore ran = new Semaphore(0);
    private long when; // Published by the semaphore.

    @Override
    public void run() {
      when = System.nanoTime();
      ran.release();
    }
  }
}
