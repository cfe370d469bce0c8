package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What leaves the loop, thrown in a group. */
final class TaskGroupInterruptTest {
  private final EventLoop loop = VirtualTime.newEventLoop();
  private final Reports reports = Reports.of(loop);
  private final List<String> trace = new ArrayList<>();
  private final SystemExit exit = new SystemExit(3);
  private final KeyboardInterrupt interrupt = new KeyboardInterrupt();

  @AfterEach
  void closeTheLoop() {
    loop.close();
  }

  private void tracingItsCancellation(String name) {
    try {
      sleep(1000);
    } catch (CancelledError cancelled) {
      trace.add(name + " cancelled");
      throw cancelled;
    }
  }

  @Test
  @Behaviour(177)
  void interruptOfAGroupsBodyComesOutBareOnceTheTasksHaveEnded() {
    Task<?> main =
        loop.createTask(
            () -> {
              try {
                TaskGroup.run(
                    group -> {
                      group.createTask(() -> tracingItsCancellation("child"));
                      sleep(1);
                      throw exit;
                    });
              } catch (SystemExit thrown) {
                trace.add("group threw it");
                throw thrown;
              }
            });

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(exit);

    assertThat(trace).containsExactly("child cancelled", "group threw it");
  }

  @Test
  @Behaviour(178)
  void interruptOfAGroupsTaskLeavesTheLoopFirstAndComesOutBareOnTheNextRun() {
    Task<?> main =
        loop.createTask(
            () ->
                TaskGroup.run(
                    group -> {
                      group.createTask(() -> tracingItsCancellation("child"));
                      group.createTask(
                          () -> {
                            sleep(1);
                            throw interrupt;
                          });
                    }));

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(interrupt);
    assertThat(main.done()).isFalse();
    assertThat(trace).isEmpty();

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(interrupt);
    assertThat(trace).containsExactly("child cancelled");
    assertThat(main.exception()).isSameAs(interrupt);
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(179)
  void errorsHiddenByAnInterruptAreReported() {
    var disk = new IOException("disk");

    assertThatThrownBy(
            () ->
                loop.runUntilComplete(
                    () ->
                        TaskGroup.run(
                            group -> {
                              group.createTask(
                                  () -> {
                                    try {
                                      sleep(1000);
                                    } finally {
                                      throwUnchecked(disk);
                                    }
                                  });
                              sleep(1);
                              throw interrupt;
                            })))
        .isSameAs(interrupt);

    assertThat(reports.only().message()).startsWith("error of a TaskGroup hidden by");
    assertThat(reports.only().exception()).containsSame(disk);
  }

  private static void throwUnchecked(Throwable failure) {
    throw Throwables.sneak(failure);
  }
}
