package org.asyncio4j.testing;

import java.time.Duration;
import java.util.Objects;
import org.asyncio4j.LoopOptions;

/**
 * How a test runs.
 *
 * <p>Java only.
 *
 * @param clock virtual time or the machine's
 * @param timeout how long it may take, in real time
 * @param loop what its loop stands on; clock and reactor are replaced in virtual time
 */
public record TestOptions(TestClock clock, Duration timeout, LoopOptions loop) {

  /** Which time a test runs in. */
  public enum TestClock {
    /** The clock jumps to the next timer when nothing is left to do. */
    VIRTUAL,
    /** The machine's clock. */
    REAL
  }

  /** Virtual time, 60 seconds, the best engine. */
  public static final TestOptions DEFAULT =
      new TestOptions(TestClock.VIRTUAL, Duration.ofSeconds(60), LoopOptions.DEFAULT);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code timeout} is not positive
   */
  public TestOptions {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(loop, "loop");
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be > 0, got " + timeout);
    }
  }

  /**
   * {@return these options with another clock}
   *
   * @param clock virtual time or the machine's
   */
  public TestOptions withClock(TestClock clock) {
    return new TestOptions(clock, timeout, loop);
  }

  /**
   * {@return these options with another time limit}
   *
   * @param timeout how long the test may take, in real time
   */
  public TestOptions withTimeout(Duration timeout) {
    return new TestOptions(clock, timeout, loop);
  }

  /**
   * {@return these options with another loop}
   *
   * @param loop what the loop stands on
   */
  public TestOptions withLoop(LoopOptions loop) {
    return new TestOptions(clock, timeout, loop);
  }
}
