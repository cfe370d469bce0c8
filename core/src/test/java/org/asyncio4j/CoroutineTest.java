package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.iscoroutine;
import static org.asyncio4j.Asyncio.iscoroutinefunction;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CoroutineTest {
  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  @Test
  void coroutineStartsWhenItIsAwaited() {
    loop.runUntilComplete(
        () -> {
          Coroutine<String> coroutine =
              coroutine(
                  () -> {
                    events.add("started");
                    return "result";
                  });
          sleep(0);
          assertThat(events).isEmpty();

          assertThat(await(coroutine)).isEqualTo("result");
        });

    assertThat(events).containsExactly("started");
  }

  @Test
  void awaitedCoroutineRunsInsideTheAwaitingTask() {
    loop.runUntilComplete(
        () -> {
          var outer = currentTask();

          assertThat(await(coroutine(Asyncio::currentTask))).isEqualTo(outer);
        });
  }

  @Test
  void coroutineWithoutAResultGivesNull() {
    Object result = loop.runUntilComplete(() -> await(coroutine(() -> events.clear())));

    assertThat(result).isNull();
  }

  @Test
  void whatACoroutineThrowsIsThrownAsItIs() {
    var failure = new IOException("broken");
    loop.runUntilComplete(
        () -> {
          Action failing =
              () -> {
                throw failure;
              };
          assertThatThrownBy(() -> await(coroutine(failing))).isSameAs(failure);
          assertThatThrownBy(() -> await(coroutine(failing), IOException.class)).isSameAs(failure);
        });
  }

  @Test
  @Behaviour(75)
  void coroutineIsGoodForOneUse() {
    String used = "cannot reuse already awaited Coroutine[" + CoroutineTest.class.getName();
    loop.runUntilComplete(
        () -> {
          Coroutine<Integer> coroutine = coroutine(() -> 1);
          await(coroutine);

          assertThatThrownBy(() -> await(coroutine))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage(used + ", TAKEN]");
          assertThatThrownBy(() -> createTask(coroutine))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage(used + ", TAKEN]");
        });
  }

  @Test
  @Behaviour(75)
  void coroutineOfATaskIsNotAwaitedBesides() {
    loop.runUntilComplete(
        () -> {
          Coroutine<Integer> coroutine = coroutine(() -> 1);
          Task<Integer> task = createTask(coroutine);

          assertThatThrownBy(() -> await(coroutine)).isInstanceOf(IllegalStateException.class);
          assertThat(await(task)).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(75)
  void runningCoroutineIsNotAwaitedByAnotherTask() {
    loop.runUntilComplete(
        () -> {
          Coroutine<?> coroutine = coroutine(() -> sleep(1));
          Task<?> first = createTask(() -> await(coroutine));
          Task<?> second =
              createTask(
                  () ->
                      assertThatThrownBy(() -> await(coroutine))
                          .isInstanceOf(IllegalStateException.class));
          await(first);
          await(second);
        });
  }

  @Test
  void closedCoroutineNeverRuns() {
    loop.runUntilComplete(
        () -> {
          Coroutine<?> coroutine = coroutine(() -> events.add("ran"));
          coroutine.close();

          assertThatThrownBy(() -> await(coroutine))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage(
                  "cannot await closed Coroutine[" + CoroutineTest.class.getName() + ", CLOSED]");
          assertThatThrownBy(() -> createTask(coroutine)).isInstanceOf(IllegalStateException.class);
        });

    assertThat(events).isEmpty();
  }

  @Test
  void closingARunningCoroutineDoesNothing() {
    loop.runUntilComplete(
        () -> {
          Coroutine<String> coroutine = coroutine(() -> sleep(1, "result"));
          Task<String> task = createTask(coroutine);
          sleep(0);
          coroutine.close();

          assertThat(await(task)).isEqualTo("result");
        });
  }

  @Test
  @Behaviour(76)
  void futureThatACoroutineReturnsIsItsResultAndNotAwaited() {
    Future<String> future = loop.createFuture();
    Callable<Future<String>> body = () -> future;
    loop.runUntilComplete(
        () -> {
          Future<String> ofAwait = await(coroutine(body));
          Future<String> ofTask = await(createTask(body));
          assertThat(ofAwait).isSameAs(future);
          assertThat(ofTask).isSameAs(future);
        });

    assertThat(future.done()).isFalse();
  }

  @Test
  void coroutineFunctionBindsItsArgumentAndRunsNothing() {
    CoroutineFunction<Integer, Integer> twice =
        coroutine(
            (Integer number) -> {
              events.add("ran with " + number);
              sleep(1);
              return number * 2;
            });
    loop.runUntilComplete(
        () -> {
          Coroutine<Integer> ofTwo = twice.call(2);
          Coroutine<Integer> ofThree = twice.call(3);
          assertThat(events).isEmpty();

          assertThat(await(ofThree)).isEqualTo(6);
          assertThat(await(ofTwo)).isEqualTo(4);
        });

    assertThat(events).containsExactly("ran with 3", "ran with 2");
  }

  @Test
  void coroutineFunctionPassesOnWhatItsBodyThrows() {
    CoroutineFunction<String, Integer> failing =
        coroutine(
            (String message) -> {
              throw new IOException(message);
            });

    assertThatThrownBy(() -> loop.runUntilComplete(failing.call("broken")))
        .isInstanceOf(IOException.class)
        .hasMessage("broken");
  }

  @Test
  void kindsAreTold() {
    Coroutine<Integer> coroutine = coroutine(() -> 1);
    CoroutineFunction<Integer, Integer> function = coroutine((Integer number) -> number);

    assertThat(iscoroutine(coroutine)).isTrue();
    assertThat(iscoroutine(function)).isFalse();
    assertThat(iscoroutine(loop.createFuture())).isFalse();
    assertThat(iscoroutine(null)).isFalse();
    assertThat(iscoroutinefunction(function)).isTrue();
    assertThat(iscoroutinefunction(coroutine)).isFalse();
    assertThat(iscoroutinefunction(null)).isFalse();
  }

  @Test
  void coroutineTellsWhereItWasWrittenAndItsState() {
    Coroutine<Integer> coroutine = coroutine(() -> 1);
    assertThat(coroutine).hasToString("Coroutine[" + CoroutineTest.class.getName() + ", CREATED]");

    loop.runUntilComplete(coroutine);

    assertThat(coroutine).hasToString("Coroutine[" + CoroutineTest.class.getName() + ", TAKEN]");
  }

  @Test
  void nullsAreRefusedByName() {
    assertThatThrownBy(() -> coroutine((Action) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> coroutine((Callable<?>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> coroutine((CoroutineFunction.Body<?, ?>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> await((Awaitable<?>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("awaitable");
  }
}
