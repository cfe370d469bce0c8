package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.isfuture;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FutureTest {
  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);
  private final Future<String> future = loop.createFuture();

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(49)
  void newFutureIsNeitherDoneNorCancelled() {
    assertThat(future.done()).isFalse();
    assertThat(future.cancelled()).isFalse();
    assertThat(future.getLoop()).isSameAs(loop);
    assertThatThrownBy(future::result)
        .isInstanceOf(InvalidStateException.class)
        .hasMessage("Result is not ready: Future[pending]");
    assertThatThrownBy(future::exception)
        .isInstanceOf(InvalidStateException.class)
        .hasMessage("Exception is not set: Future[pending]");
  }

  @Test
  void resultMakesItDone() {
    future.setResult("result");

    assertThat(future.done()).isTrue();
    assertThat(future.cancelled()).isFalse();
    assertThat(future.result()).isEqualTo("result");
    assertThat(future.exception()).isNull();
  }

  @Test
  void nullIsAResult() {
    future.setResult(null);

    assertThat(future.done()).isTrue();
    assertThat(future.result()).isNull();
    assertThat(loop.runUntilComplete(future)).isNull();
  }

  @Test
  @Behaviour(52)
  void exceptionMakesItDoneAndIsThrownAsItIsThoughItBeChecked() {
    var failure = new IOException("broken");
    future.setException(failure);

    assertThat(future.done()).isTrue();
    assertThat(future.cancelled()).isFalse();
    assertThat(future.exception()).isSameAs(failure);
    assertThatThrownBy(future::result).isSameAs(failure);
  }

  @Test
  @Behaviour(50)
  void doneFutureTakesNoSecondOutcome() {
    Future<String> failed = loop.createFuture();
    failed.setException(new IOException("broken"));
    Future<String> cancelled = loop.createFuture();
    cancelled.cancel();
    future.setResult("result");

    assertRefusesOutcomes(future, "Future[finished]");
    assertRefusesOutcomes(failed, "Future[failed with IOException]");
    assertRefusesOutcomes(cancelled, "Future[cancelled]");
    assertThat(future.result()).isEqualTo("result");
    assertThat(failed.exception()).hasMessage("broken");
    assertThat(cancelled.cancelled()).isTrue();
  }

  private static void assertRefusesOutcomes(Future<String> done, String description) {
    ThrowingCallable setResult = () -> done.setResult("second");
    ThrowingCallable setException = () -> done.setException(new IllegalStateException("second"));

    for (var call : List.of(setResult, setException)) {
      assertThatThrownBy(call)
          .isInstanceOf(InvalidStateException.class)
          .hasMessage(description + " is done already, expected a pending one");
    }
    assertThat(done.cancel()).isFalse();
    assertThat(done.cancel("reason")).isFalse();
  }

  @Test
  @Behaviour({51, 63})
  void cancelledFutureThrowsTheReasonGiven() {
    var reason = List.of("any", "object");

    assertThat(future.cancel(reason)).isTrue();

    assertThat(future.done()).isTrue();
    assertThat(future.cancelled()).isTrue();
    for (ThrowingCallable call : List.<ThrowingCallable>of(future::result, future::exception)) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              CancelledError.class, error -> assertThat(error.reason()).containsSame(reason))
          .hasMessage("[any, object]");
    }
  }

  @Test
  @Behaviour(63)
  void cancellationWithoutAReasonHasNone() {
    future.cancel();

    assertThatThrownBy(future::result)
        .isInstanceOfSatisfying(CancelledError.class, error -> assertThat(error.reason()).isEmpty())
        .hasMessage(null);
  }

  @Test
  @Behaviour(60)
  void futureIsAwaitedManyTimesBeforeAndAfterItIsDone() {
    var seen = new ArrayList<String>();
    loop.runUntilComplete(
        () -> {
          Task<?> first = createTask(() -> seen.add(await(future)));
          Task<?> second = createTask(() -> seen.add(await(future)));
          sleep(0);
          future.setResult("result");
          await(first);
          await(second);
          seen.add(await(future));
          seen.add(await(future));
        });

    assertThat(seen).containsExactly("result", "result", "result", "result");
  }

  @Test
  @Behaviour(60)
  void failedFutureThrowsTheSameObjectEachTimeItIsAwaited() {
    var failure = new IOException("broken");
    loop.runUntilComplete(
        () -> {
          Task<?> before =
              createTask(() -> assertThatThrownBy(() -> await(future)).isSameAs(failure));
          sleep(0);
          future.setException(failure);
          await(before);
          assertThatThrownBy(() -> await(future)).isSameAs(failure);
          assertThatThrownBy(() -> await(future, IOException.class)).isSameAs(failure);
        });
  }

  @Test
  @Behaviour(60)
  void cancelledFutureThrowsAnErrorOfItsOwnEachTimeItIsAwaited() {
    future.cancel("reason");
    var errors = new ArrayList<CancelledError>();
    loop.runUntilComplete(
        () -> {
          for (int i = 0; i < 2; i++) {
            try {
              await(future);
            } catch (CancelledError error) {
              errors.add(error);
            }
          }
        });

    assertThat(errors).extracting(Throwable::getMessage).containsExactly("reason", "reason");
    assertThat(errors.get(0)).isNotSameAs(errors.get(1));
  }

  @Test
  @Behaviour(61)
  void awaitingAFutureOfAnotherLoopFailsInsideTheTask() {
    EventLoop other = new Polls().newLoop();
    Future<String> foreign = other.createFuture();

    Task<String> task =
        loop.createTask(
            () -> {
              try {
                return await(foreign);
              } catch (IllegalStateException refused) {
                return refused.getMessage();
              }
            },
            TaskOptions.named("confused"));

    assertThat(loop.runUntilComplete(task))
        .startsWith("Task['confused', pending, coro=" + FutureTest.class.getName())
        .endsWith("] got Future[pending], which is attached to a different loop");
    assertThat(foreign).hasToString("Future[pending]");
    other.close();
  }

  @Test
  @Behaviour(61)
  void awaitingADoneFutureOfAnotherLoopGivesItsResult() {
    EventLoop other = new Polls().newLoop();
    Future<String> foreign = other.createFuture();
    foreign.setResult("result");

    assertThat(loop.runUntilComplete(() -> await(foreign))).isEqualTo("result");
    other.close();
  }

  @Test
  @Behaviour(66)
  void futureDescribesItsStateAndTheNumberOfItsCallbacks() {
    assertThat(future).hasToString("Future[pending]");
    future.addDoneCallback(done -> {});
    assertThat(future).hasToString("Future[pending, callbacks=1]");
    future.addDoneCallback(done -> {});
    future.addDoneCallback(done -> {});
    assertThat(future).hasToString("Future[pending, callbacks=3]");
    future.setResult("not shown");
    assertThat(future).hasToString("Future[finished]");

    Future<String> failed = loop.createFuture();
    failed.setException(new IOException("not shown"));
    assertThat(failed).hasToString("Future[failed with IOException]");
    assertThat(failed.exception()).isNotNull();
    assertThat(failed).hasToString("Future[failed with IOException]");

    Future<String> cancelled = loop.createFuture();
    cancelled.cancel("not shown");
    assertThat(cancelled).hasToString("Future[cancelled]");
  }

  @Test
  @Behaviour(66)
  void futureThatIsItsOwnResultDescribesItself() {
    Future<Object> recursive = loop.createFuture();
    recursive.setResult(recursive);

    assertThat(recursive).hasToString("Future[finished]");
  }

  @Test
  @Behaviour(69)
  void isfutureHoldsForFuturesAndTasksOnly() {
    Task<Integer> task = loop.createTask(() -> 1);
    loop.runUntilComplete(task);

    assertThat(isfuture(future)).isTrue();
    assertThat(isfuture(task)).isTrue();
    assertThat(isfuture(Coroutine.of(() -> 1))).isFalse();
    assertThat(isfuture(new CompletableFuture<String>())).isFalse();
    assertThat(isfuture(Future.class)).isFalse();
    assertThat(isfuture(null)).isFalse();
  }

  @Test
  void nullsAreRefusedByName() {
    assertThatThrownBy(() -> future.setException(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("exception");
    assertThatThrownBy(() -> future.cancel(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("reason");
    assertThatThrownBy(() -> future.addDoneCallback(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("callback");
    assertThatThrownBy(() -> future.addDoneCallback(done -> {}, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("context");
    assertThatThrownBy(() -> future.removeDoneCallback(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("callback");
    assertThat(future).hasToString("Future[pending]");
  }
}
