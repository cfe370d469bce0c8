package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** What leaves the loop, and the clean-up of Asyncio.run. */
final class InterruptedRunTest {
  private final List<String> trace = new ArrayList<>();
  private final SystemExit exit = new SystemExit(3);
  private final KeyboardInterrupt interrupt = new KeyboardInterrupt();

  private void exitSoon() {
    sleep(1);
    throw exit;
  }

  @Test
  @Behaviour(229)
  void runEndsTheOtherTasksAndThrowsTheInterrupt() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      createTask(
                          () -> {
                            try {
                              sleep(1000);
                            } finally {
                              trace.add("other ended");
                            }
                          });
                      sleep(1);
                      throw exit;
                    }))
        .isSameAs(exit);

    assertThat(trace).containsExactly("other ended");
  }

  @Test
  @Behaviour({112, 229})
  void interruptThatReachesTheMainTaskAgainInTheCleanUpIsThrownAndNotReported() {
    List<Reports> runReports = new ArrayList<>();

    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      runReports.add(Reports.of(getRunningLoop()));
                      await(createTask(this::exitSoon));
                    }))
        .isSameAs(exit);

    assertThat(runReports.getFirst().all()).isEmpty();
  }

  @Test
  @Behaviour({112, 229})
  void interruptThatIsThrownTwiceDoesNotCutTheCleanUpShort() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      Task<?> exiting = createTask(this::exitSoon);
                      createTask(
                          () -> {
                            try {
                              sleep(1000);
                            } finally {
                              sleep(5);
                              trace.add("cleaned up");
                            }
                          });
                      try {
                        sleep(1000);
                      } finally {
                        await(exiting);
                      }
                    }))
        .isSameAs(exit);

    assertThat(trace).containsExactly("cleaned up");
  }

  @Test
  @Behaviour(87)
  void exitOfTheMainTaskIsNotReportedAsNeverRetrieved() {
    List<Reports> runReports = new ArrayList<>();

    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      runReports.add(Reports.of(getRunningLoop()));
                      exitSoon();
                    }))
        .isSameAs(exit);

    assertThat(runReports.getFirst().all()).isEmpty();
  }

  @Test
  @Behaviour(229)
  void anotherInterruptInTheCleanUpEndsIt() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      Reports.of(getRunningLoop());
                      createTask(
                          () -> {
                            try {
                              sleep(1000);
                            } finally {
                              throwUnchecked(interrupt);
                            }
                          });
                      sleep(1);
                      throw exit;
                    }))
        .isSameAs(exit)
        .hasSuppressedException(interrupt);
  }

  private static void throwUnchecked(Throwable failure) {
    throw Throwables.sneak(failure);
  }
}
