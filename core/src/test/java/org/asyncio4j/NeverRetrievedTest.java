package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody picked up is reported once, at the latest when the loop closes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NeverRetrievedTest {
  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);
  private final IllegalStateException failure = new IllegalStateException("broken");

  @AfterEach
  void close() {
    loop.close();
  }

  private Future<String> failedFuture() {
    Future<String> future = loop.createFuture();
    future.setException(failure);
    return future;
  }

  private Task<String> failedTask() {
    Task<String> task =
        loop.createTask(
            () -> {
              throw failure;
            });
    loop.stop();
    loop.runForever();
    return task;
  }

  @Test
  @Behaviour({64, 248})
  void exceptionOfAFutureIsReportedOnceWhenTheLoopCloses() {
    Future<String> future = failedFuture();

    loop.close();
    loop.close();

    ErrorReport report = reports.only();
    assertThat(report.message()).isEqualTo("Future exception was never retrieved");
    assertThat(report.exception()).containsSame(failure);
    assertThat(report.future().orElseThrow()).isSameAs(future);
    assertThat(report.task()).isEmpty();
  }

  @Test
  @Behaviour(64)
  void exceptionOfATaskIsReportedAsTheTasks() {
    Task<String> task = failedTask();

    loop.close();

    ErrorReport report = reports.only();
    assertThat(report.message()).isEqualTo("Task exception was never retrieved");
    assertThat(report.exception()).containsSame(failure);
    assertThat(report.future().orElseThrow()).isSameAs(task);
  }

  @Test
  @Behaviour({64, 248})
  void exceptionOfACollectedFutureIsReportedOnceWhileTheLoopRuns() {
    failedFuture();

    while (reports.all().isEmpty()) {
      System.gc();
      loop.runUntilComplete(() -> sleep(1));
    }
    loop.close();

    assertThat(reports.only().message()).isEqualTo("Future exception was never retrieved");
    assertThat(reports.only().exception()).containsSame(failure);
    assertThat(reports.only().future()).isEmpty();
  }

  @Test
  @Behaviour(93)
  void collectedCoroutineIsReportedOnceWhileTheLoopRuns() {
    loop.runUntilComplete(() -> coroutine(() -> sleep(0)).toString());

    while (reports.all().isEmpty()) {
      System.gc();
      loop.runUntilComplete(() -> sleep(1));
    }
    loop.close();

    assertThat(reports.only().message()).endsWith(" was never awaited");
  }

  @Test
  @Behaviour(64)
  void reportsComeInOrderOfTheFailures() {
    List<Future<String>> futures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Future<String> future = loop.createFuture();
      future.setException(new IllegalStateException("failure " + i));
      futures.add(future);
    }
    futures.get(1).exception();

    loop.close();

    assertThat(reports.all())
        .extracting(report -> report.exception().orElseThrow().getMessage())
        .containsExactly("failure 0", "failure 2");
  }

  private record Retrieval(String name, Consumer<Future<String>> body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Retrieval> retrievals() {
    return List.of(
        new Retrieval("exception", Future::exception),
        new Retrieval("result", future -> assertThatThrownBy(future::result).isNotNull()),
        new Retrieval("cancel", future -> assertThat(future.cancel()).isFalse()),
        new Retrieval("cancel with a reason", future -> future.cancel("reason")),
        new Retrieval("get", future -> assertThatThrownBy(future::get).isNotNull()),
        new Retrieval("toCompletableFuture", Future::toCompletableFuture),
        new Retrieval(
            "await",
            future ->
                future
                    .getLoop()
                    .runUntilComplete(() -> assertThatThrownBy(() -> await(future)).isNotNull())),
        new Retrieval(
            "runUntilComplete",
            future ->
                assertThatThrownBy(() -> future.getLoop().runUntilComplete(future)).isNotNull()));
  }

  @ParameterizedTest
  @MethodSource("retrievals")
  @Behaviour(65)
  void retrievedExceptionIsNotReported(Retrieval retrieval) {
    Future<String> future = failedFuture();
    Task<String> task = failedTask();

    retrieval.body.accept(future);
    retrieval.body.accept(task);
    loop.close();

    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(65)
  void lookingAtTheStateIsNotRetrieving() {
    Future<String> future = failedFuture();
    future.addDoneCallback(done -> {});

    assertThat(future.done()).isTrue();
    assertThat(future.isDone()).isTrue();
    assertThat(future.cancelled()).isFalse();
    assertThat(future.state()).isEqualTo(java.util.concurrent.Future.State.FAILED);
    assertThat(future.toString()).isNotEmpty();
    loop.close();

    assertThat(reports.all()).hasSize(1);
  }

  @Test
  @Behaviour(65)
  void cancelledFuturesAndTasksAreNeverReported() {
    loop.createFuture().cancel("reason");
    Task<?> task = loop.createTask(() -> sleep(1));
    task.cancel();
    loop.callLater(2, loop::stop);
    loop.runForever();
    loop.close();

    assertThat(task.cancelled()).isTrue();
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(93)
  void coroutineThatNeverRanIsReportedWhenTheLoopCloses() {
    var dropped = new ArrayList<Coroutine<?>>();
    loop.runUntilComplete(() -> dropped.add(coroutine(() -> sleep(0))));

    loop.close();
    loop.close();

    assertThat(reports.only())
        .isEqualTo(
            ErrorReport.of(
                "coroutine of " + NeverRetrievedTest.class.getName() + " was never awaited"));
  }

  @Test
  @Behaviour(93)
  void coroutineThatRanOrWasClosedIsNotReported() {
    loop.runUntilComplete(
        () -> {
          await(coroutine(() -> sleep(0)));
          await(Asyncio.createTask(coroutine(() -> 1)));
          coroutine(() -> sleep(0)).close();
          var twice = coroutine(() -> sleep(0));
          twice.close();
          twice.close();
        });

    loop.close();

    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(93)
  void coroutineThatFailedWasAwaited() {
    loop.runUntilComplete(
        () ->
            assertThatThrownBy(
                    () ->
                        await(
                            coroutine(
                                () -> {
                                  throw failure;
                                })))
                .isSameAs(failure));

    loop.close();

    assertThat(reports.all()).isEmpty();
  }
}
