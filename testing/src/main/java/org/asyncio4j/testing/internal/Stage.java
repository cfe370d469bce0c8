package org.asyncio4j.testing.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/** What one run of a test takes place on. One thread at a time. */
public interface Stage {

  /** Makes the one of the next run. */
  interface Maker {

    /**
     * {@return a stage}
     *
     * @param director the policy of its loop
     */
    Stage make(Director director);

    /** {@return what a schedule without deviations is} */
    default String order() {
      return "asyncio's order";
    }

    /** {@return what to add to the message of each failure, nothing if that is empty} */
    default String remark() {
      return "";
    }
  }

  /** {@return what all that happens in the run is a part of} */
  EventLoop loop();

  /** {@return whether time only passes when nothing is ready, so that it may be made to} */
  boolean mayElapse();

  /**
   * {@return where the run is now, for a message; empty if the loop's tasks say that} Any thread
   * may ask, while the run goes on.
   */
  default Optional<String> whereabouts() {
    return Optional.empty();
  }

  /**
   * Has time pass although something is ready.
   *
   * @param time how much
   */
  void elapse(Duration time);

  /**
   * Runs the test.
   *
   * @param body the test; what it throws is thrown
   * @param <T> the type of its result
   * @return its result
   */
  <T extends @Nullable Object> T run(Callable<T> body);

  /**
   * Clears up.
   *
   * @return what is wrong besides
   */
  List<Throwable> finish();
}
