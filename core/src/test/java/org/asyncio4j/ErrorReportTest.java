package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.asyncio4j.TestLoops.Log;
import org.asyncio4j.TestLoops.Polls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ErrorReportTest {
  private static final ContextVar<String> VARIABLE = new ContextVar<>("variable", "unset");
  private static final ErrorReport REPORT = ErrorReport.of("something is wrong");

  private final EventLoop loop = new Polls().newLoop();
  private final IllegalStateException failure = new IllegalStateException("broken");
  private final List<Object> events = new ArrayList<>();
  private Log log;

  @BeforeEach
  void captureLog() {
    log = new Log();
  }

  @AfterEach
  void close() {
    loop.close();
    log.close();
  }

  private void iterate() {
    loop.stop();
    loop.runForever();
  }

  @Test
  void reportCarriesWhatItIsGiven() {
    Future<String> future = loop.createFuture();
    Task<Integer> task = loop.createTask(() -> 1);
    Handle handle = loop.callSoon(() -> {});
    loop.runUntilComplete(task);

    ErrorReport report =
        REPORT.withException(failure).withFuture(future).withTask(task).withHandle(handle);

    assertThat(report.message()).isEqualTo("something is wrong");
    assertThat(report.exception()).containsSame(failure);
    assertThat(report.future().orElseThrow()).isSameAs(future);
    assertThat(report.task().orElseThrow()).isSameAs(task);
    assertThat(report.handle()).containsSame(handle);
    assertThat(REPORT.exception()).isEmpty();
    assertThat(REPORT.future()).isEmpty();
    assertThat(REPORT.task()).isEmpty();
    assertThat(REPORT.handle()).isEmpty();
  }

  @Test
  @Behaviour(245)
  void handlerIsGivenLoopAndReportInsteadOfTheLog() {
    ExceptionHandler handler =
        (givenLoop, report) -> {
          events.add(givenLoop);
          events.add(report);
        };
    assertThat(loop.getExceptionHandler()).isEmpty();
    loop.setExceptionHandler(handler);

    loop.callExceptionHandler(REPORT);

    assertThat(loop.getExceptionHandler()).containsSame(handler);
    assertThat(events).containsExactly(loop, REPORT);
    assertThat(log.records()).isEmpty();
  }

  @Test
  @Behaviour(245)
  void resetHandlerLeavesReportsToTheLog() {
    loop.setExceptionHandler((_, report) -> events.add(report));
    loop.resetExceptionHandler();

    loop.callExceptionHandler(REPORT);

    assertThat(loop.getExceptionHandler()).isEmpty();
    assertThat(events).isEmpty();
    assertThat(log.records()).hasSize(1);
  }

  @Test
  void defaultHandlerLogsAnError() {
    loop.defaultExceptionHandler(REPORT);

    var record = log.records().getFirst();
    assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
    assertThat(record.getMessage()).isEqualTo("something is wrong");
    assertThat(record.getThrown()).isNull();
  }

  @Test
  void defaultHandlerLogsTheExceptionAndNamesEverythingConcerned() {
    Future<String> future = loop.createFuture();
    Task<Integer> task = loop.createTask(() -> 1, TaskOptions.named("worker"));
    Handle handle = loop.callSoon(() -> {});
    handle.cancel();
    loop.runUntilComplete(task);

    loop.defaultExceptionHandler(
        REPORT.withException(failure).withFuture(future).withTask(task).withHandle(handle));

    var record = log.records().getFirst();
    assertThat(record.getThrown()).isSameAs(failure);
    assertThat(record.getMessage().lines())
        .containsExactly(
            "something is wrong",
            "future: Future[pending]",
            "handle: Handle[cancelled]",
            "task: " + task);
  }

  @Test
  void handlerMayPassOnToTheDefaultOne() {
    loop.setExceptionHandler(EventLoop::defaultExceptionHandler);

    loop.callExceptionHandler(REPORT);

    assertThat(log.records()).hasSize(1);
  }

  @Test
  @Behaviour(245)
  void brokenHandlerIsLoggedWithWhatItWasGiven() {
    loop.setExceptionHandler(
        (_, report) -> {
          throw failure;
        });

    loop.callExceptionHandler(REPORT);

    var record = log.records().getFirst();
    assertThat(log.records()).hasSize(1);
    assertThat(record.getMessage())
        .isEqualTo("Unhandled error in exception handler\ncontext: something is wrong");
    assertThat(record.getThrown()).isSameAs(failure);
  }

  @Test
  @Behaviour(245)
  void brokenHandlerDoesNotStopTheLoop() {
    loop.setExceptionHandler(
        (_, report) -> {
          throw new AssertionError("even an Error");
        });
    loop.callSoon(
        () -> {
          throw failure;
        });
    loop.callSoon(() -> events.add("next"));

    iterate();

    assertThat(events).containsExactly("next");
    assertThat(log.records()).hasSize(1);
  }

  @Test
  @Behaviour(245)
  void brokenLogDoesNotStopTheLoopEither() {
    log.failNext(new IllegalStateException("disk full"));

    loop.callExceptionHandler(REPORT);

    assertThat(log.records())
        .singleElement()
        .satisfies(
            logged -> {
              assertThat(logged.getMessage()).isEqualTo("Exception in default exception handler");
              assertThat(logged.getThrown()).hasMessage("disk full");
            });
  }

  @Test
  @Behaviour(246)
  void handlerMayLeaveTheLoop() {
    loop.setExceptionHandler(
        (_, report) -> {
          throw new SystemExit(2);
        });
    loop.callSoon(
        () -> {
          throw failure;
        });

    assertThatThrownBy(this::iterate).isInstanceOf(SystemExit.class);
    assertThat(log.records()).isEmpty();
  }

  @Test
  @Behaviour(247)
  void handlerOfAFailedCallbackRunsInTheCallbacksContext() throws Exception {
    loop.setExceptionHandler((_, report) -> events.add(VARIABLE.get()));
    var context = new Context();
    context.run(() -> VARIABLE.set("the callback's"));
    loop.callSoon(
        () -> {
          throw failure;
        },
        context);

    Handle handle = loop.callSoon(() -> {}, context);

    iterate();
    loop.callExceptionHandler(REPORT.withHandle(handle));

    assertThat(events).containsExactly("the callback's", "the callback's");
  }

  @Test
  @Behaviour(247)
  void handlerOfATaskRunsInTheTasksContext() {
    loop.setExceptionHandler((_, report) -> events.add(VARIABLE.get()));
    Task<?> task =
        loop.createTask(
            () -> {
              VARIABLE.set("the task's");
              sleep(1);
            });
    iterate();

    loop.callExceptionHandler(REPORT.withTask(task));
    loop.callExceptionHandler(REPORT.withFuture(task));
    loop.callExceptionHandler(REPORT);

    assertThat(events).containsExactly("the task's", "the task's", "unset");
    assertThat(VARIABLE.get()).isEqualTo("unset");
    loop.resetExceptionHandler();
  }

  @Test
  void handlerRunsWithoutATask() {
    loop.setExceptionHandler((_, report) -> events.add(currentTask().isPresent()));
    loop.callSoon(
        () -> {
          throw failure;
        });

    iterate();

    assertThat(events).containsExactly(false);
  }

  @Test
  void nullsAreRefusedByName() {
    assertThatThrownBy(() -> loop.setExceptionHandler(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("handler");
    assertThatThrownBy(() -> loop.callExceptionHandler(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("report");
    assertThatThrownBy(() -> loop.defaultExceptionHandler(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("report");
    assertThatThrownBy(() -> ErrorReport.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("message");
    assertThatThrownBy(() -> REPORT.withException(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("exception");
    assertThatThrownBy(() -> REPORT.withFuture(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("future");
    assertThatThrownBy(() -> REPORT.withTask(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("task");
    assertThatThrownBy(() -> REPORT.withHandle(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("handle");
  }
}
