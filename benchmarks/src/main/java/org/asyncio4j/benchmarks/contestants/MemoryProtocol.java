package org.asyncio4j.benchmarks.contestants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells whoever measures this process from outside when to look at its memory, and waits for a line
 * each time: {@code base} before the tasks are made, {@code suspended} when they all are.
 *
 * <p>What it looks at is the resident size, which only means something if the heap shrinks to what
 * is live: see {@link #JVM_OPTIONS}.
 */
public final class MemoryProtocol {

  /**
   * With these, a full collection gives back whatever is not live, so that the resident size grows
   * by what the tasks hold, and by what the collector notes about it. The small heap at the start
   * matters: a heap never shrinks below its first size.
   */
  public static final String JVM_OPTIONS =
      "-XX:+UseG1GC -Xms16m -XX:MinHeapFreeRatio=0 -XX:MaxHeapFreeRatio=0";

  /** How often to suspend {@link #few} first: code that is not compiled yet has larger frames. */
  public static final int WARM_UP_ROUNDS = 30;

  private final BufferedReader input;
  private final PrintStream output;

  MemoryProtocol(BufferedReader input, PrintStream output) {
    this.input = input;
    this.output = output;
  }

  /**
   * {@return how many to suspend in a round of the warm-up}
   *
   * @param count how many will be suspended
   */
  public static int few(int count) {
    return Math.min(count, 10_000);
  }

  /**
   * Says that everything is warm and nothing is suspended.
   *
   * @throws IOException if nobody listens
   */
  public void base() throws IOException {
    tell("base");
  }

  /**
   * Says that all tasks are suspended.
   *
   * @throws IOException if nobody listens
   */
  public void suspended() throws IOException {
    tell("suspended");
  }

  private void tell(String what) throws IOException {
    // What reference handling frees, only a later collection finds.
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    // G1 gives memory back on a thread of its own, after the collection.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    output.println(what);
    output.flush();
    if (input.readLine() == null) {
      throw new IOException("expected a line after '%s'".formatted(what));
    }
  }
}
