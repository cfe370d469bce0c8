package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LoopCloseTest {
  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = new ArrayList<>();

  private record Use(String name, java.util.function.Consumer<EventLoop> body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Use> usesOfALoop() {
    return List.of(
        new Use("callSoon", loop -> loop.callSoon(() -> {})),
        new Use("callSoon in a context", loop -> loop.callSoon(() -> {}, new Context())),
        new Use("callSoonThreadsafe", loop -> loop.callSoonThreadsafe(() -> {})),
        new Use("callLater", loop -> loop.callLater(1, () -> {})),
        new Use("callLater for a duration", loop -> loop.callLater(Duration.ZERO, () -> {})),
        new Use("callAt", loop -> loop.callAt(1, () -> {})),
        new Use("runForever", EventLoop::runForever),
        new Use("runForeverSetup", EventLoop::runForeverSetup),
        new Use("runUntilComplete", loop -> loop.runUntilComplete(() -> 1)),
        new Use("createTask", loop -> loop.createTask(() -> 1)),
        new Use(
            "Task.create", loop -> Task.create(loop, Coroutine.of(() -> 1), TaskOptions.DEFAULT)));
  }

  @ParameterizedTest
  @MethodSource("usesOfALoop")
  @Behaviour(27)
  void closedLoopRefuses(Use use) {
    loop.close();

    ThrowingCallable call = () -> use.body.accept(loop);

    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("event loop is closed");
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  @Behaviour(27)
  void closedLoopStillMakesFutures() {
    loop.close();

    Future<Integer> future = loop.createFuture();
    future.setResult(1);

    assertThat(future.result()).isEqualTo(1);
  }

  @Test
  @Behaviour(27)
  void closingTwiceIsHarmless() {
    assertThat(loop.isClosed()).isFalse();
    loop.close();
    loop.close();

    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  @Behaviour(28)
  void runningLoopIsNotClosed() {
    loop.runUntilComplete(
        () ->
            assertThatThrownBy(loop::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot close a running event loop"));

    assertThat(loop.isClosed()).isFalse();
    loop.close();
  }

  @Test
  @Behaviour({29, 83})
  void suspendedTasksStayPendingForEverAndAreReportedOnce() {
    Task<?> task =
        loop.createTask(
            () -> {
              try {
                sleep(1);
              } finally {
                events.add("cleanup");
              }
            });
    loop.callSoon(loop::stop);
    loop.runForever();

    loop.close();
    loop.close();

    assertThat(task.done()).isFalse();
    assertThat(events).isEmpty();
    assertThat(reports.only().message()).isEqualTo("Task was destroyed but it is pending!");
    assertThat(reports.only().task()).containsSame(task);
  }

  @Test
  @Behaviour(83)
  void taskThatNeverStartedIsReportedToo() {
    Task<?> task = loop.createTask(() -> events.add("ran"));

    loop.close();

    assertThat(events).isEmpty();
    assertThat(reports.only().task()).containsSame(task);
  }

  @Test
  @Behaviour(83)
  void taskThatIsDoneIsNotReported() {
    Task<?> finished = loop.createTask(() -> 1);
    Task<?> cancelled = loop.createTask(() -> 1);
    cancelled.cancel();
    loop.runUntilComplete(finished);

    loop.close();

    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(83)
  void taskThatTheCallerOfRunUntilCompleteNeverSawIsNotReported() {
    loop.callSoon(loop::stop);
    assertThatThrownBy(() -> loop.runUntilComplete(() -> sleep(1)))
        .isInstanceOf(IllegalStateException.class);

    loop.close();

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void pendingTasksAreReportedInOrderOfCreation() {
    for (String name : List.of("first", "second", "third")) {
      loop.createTask(() -> sleep(1), TaskOptions.named(name));
    }

    loop.close();

    assertThat(reports.all())
        .extracting(report -> report.task().orElseThrow().getName())
        .containsExactly("first", "second", "third");
  }

  @Test
  void closingDropsWhatIsScheduled() {
    loop.callSoon(() -> events.add("soon"));
    loop.callSoonThreadsafe(() -> events.add("threadsafe"));
    TimerHandle timer = loop.callLater(1, () -> events.add("timer"));

    loop.close();
    timer.cancel();

    assertThat(loop).asString().contains("ready=0, timers=0");
    assertThat(events).isEmpty();
  }

  @Test
  void brokenHandlerDoesNotKeepALoopFromClosing() {
    loop.createTask(() -> 1, TaskOptions.named("first"));
    loop.createTask(() -> 1, TaskOptions.named("second"));
    loop.setExceptionHandler(
        (_, report) -> {
          events.add(report.task().orElseThrow().getName());
          throw new IllegalStateException("broken handler");
        });

    try (var log = new TestLoops.Log()) {
      loop.close();

      assertThat(log.records()).hasSize(2);
    }
    assertThat(events).containsExactly("first", "second");
    assertThat(loop.isClosed()).isTrue();
  }
}
