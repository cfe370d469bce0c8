package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.asyncio4j.testing.VirtualTime;

/**
 * What a test does on a loop. By itself it runs in virtual time; while {@link ExploredExtension}
 * explores the test, in the main task of the exploration's loop.
 */
final class Scenario {
  private Scenario() {}

  /** Runs the scenario; what it throws is thrown. */
  static void run(Action body) {
    Exploring.current().noteScenario();
    if (Running.current().task == null) {
      VirtualTime.run(body);
      return;
    }
    try {
      body.run();
    } catch (Exception thrown) {
      throw Throwables.sneak(thrown);
    }
  }

  /**
   * Runs a scenario that never ends in a deadlock, and of which something is true at its end even
   * if one of its tasks is cancelled.
   *
   * @param check what is true when all tasks have ended; fails if it is not
   */
  static void run(Action body, Action check) {
    run(
        () -> {
          DisturbedScenario disturbed = DisturbedScenario.current();
          if (disturbed != null) {
            disturbed.atEnd(check);
            body.run();
          } else {
            body.run();
            check.run();
          }
        });
  }

  /**
   * Checks what tasks have noted that were woken together: they go on in the order in which they
   * were woken, which another schedule than asyncio's need not keep.
   */
  static <T> void assertWokenInOrder(List<T> noted, List<T> expected) {
    if (Exploring.inAsyncioOrder()) {
      assertThat(noted).isEqualTo(expected);
    } else {
      assertThat(noted).hasSameElementsAs(expected).hasSameSizeAs(expected);
    }
  }

  /** Lets a cancellation of the current task end only what it was doing. */
  static void survive(CancelledError cancelled) {
    if (DisturbedScenario.ends()) {
      throw cancelled;
    }
    Asyncio.currentTask().orElseThrow().uncancel();
  }

  /**
   * Waits until all others wait: virtual time passes only when nothing is ready, whatever the
   * schedule.
   */
  static void settle() {
    Asyncio.sleep(1);
  }
}
