package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stackless coroutines written as a sequence of steps. */
final class StepsTest {
  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  private <T> T run(Steps<T> steps) {
    return loop.runUntilComplete(steps.coroutine());
  }

  private Steps<Void> note(Object event) {
    return Steps.begin().run(() -> events.add(event));
  }

  @Test
  void eachStepHasTheValueOfTheOneBefore() {
    int result =
        run(
            Steps.begin()
                .await(() -> coroutine(() -> sleep(1, "four")))
                .accept(events::add)
                .run(() -> events.add("the value stays"))
                .then(String::length)
                .await(length -> coroutine(Script.<Integer>of(v -> null, v -> length * 10)))
                .then(value -> value + 2));

    assertThat(result).isEqualTo(42);
    assertThat(events).containsExactly("four", "the value stays");
  }

  @Test
  void withoutStepsThereIsNoResult() {
    assertThat(run(Steps.begin())).isNull();
    assertThat(run(Steps.begin().then(() -> 1).sleep(1))).isNull();
  }

  @Test
  void sleepTakesItsTime() {
    double before = loop.time();

    run(Steps.begin().sleep(2.5).sleep(0));

    assertThat(loop.time() - before).isEqualTo(2.5);
  }

  @Test
  void loopAsksBeforeEachRound() {
    var left = new AtomicInteger(3);

    run(
        Steps.begin()
            .loop(
                () -> left.get() > 0,
                Steps.begin().run(() -> events.add(left.getAndDecrement())).sleep(1)));

    assertThat(events).containsExactly(3, 2, 1);
    assertThat(loop.time()).isEqualTo(3);
  }

  @Test
  void loopsOfManyRoundsThatNeverWaitNeedNoStack() {
    var count = new AtomicInteger();

    run(Steps.begin().loop(() -> count.get() < 100_000, Steps.begin().run(count::incrementAndGet)));

    assertThat(count).hasValue(100_000);
  }

  @Test
  void forEachMakesABodyForEachElement() {
    run(
        Steps.begin()
            .forEach(
                List.of("a", "b"), name -> Steps.begin().sleep(1).run(() -> events.add(name))));

    assertThat(events).containsExactly("a", "b");
  }

  @Test
  void breakLeavesTheInnermostLoopThroughAllThatIsBetween() {
    var rounds = new AtomicInteger();

    run(
        Steps.begin()
            .forEach(
                List.of("x", "y"),
                name ->
                    Steps.begin()
                        .loop(
                            Steps.begin()
                                .tryFinally(
                                    Steps.begin()
                                        .when(
                                            () -> rounds.incrementAndGet() % 3 == 0,
                                            Steps.begin()
                                                .breakLoop()
                                                .run(() -> events.add("never")))
                                        .run(() -> events.add(name + rounds)),
                                    note("finally"))
                                .sleep(0))
                        .run(() -> events.add("after " + name))));

    assertThat(events)
        .containsExactly(
            "x1", "finally", "x2", "finally", "finally", "after x", "y4", "finally", "y5",
            "finally", "finally", "after y");
  }

  @Test
  void breakOutsideALoopIsAnError() {
    assertThatThrownBy(() -> run(Steps.begin().breakLoop()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("breakLoop outside of a loop");
  }

  @Test
  void returnsEndsTheWholeCoroutineButNotTheOneAroundIt() {
    Coroutine<String> inner =
        Steps.begin()
            .loop(Steps.begin().tryFinally(Steps.begin().returns(() -> "early"), note("finally")))
            .then(() -> "late")
            .coroutine();

    String result = run(Steps.begin().await(() -> inner).then(value -> "outer after " + value));

    assertThat(result).isEqualTo("outer after early");
    assertThat(events).containsExactly("finally");
  }

  @Test
  void whenMakesTheseOrThoseSteps() {
    for (boolean answer : new boolean[] {true, false}) {
      String value =
          run(
              Steps.begin()
                  .when(
                      () -> answer,
                      Steps.begin().sleep(1).then(() -> "yes"),
                      Steps.begin().then(() -> "no")));

      assertThat(value).isEqualTo(answer ? "yes" : "no");
    }
    assertThat(run(Steps.begin().when(() -> true, Steps.begin().then(() -> "dropped")))).isNull();
    assertThat(run(Steps.begin().when(() -> false, note("no")))).isNull();
    assertThat(events).isEmpty();
  }

  @Test
  void tryCatchCatchesItsClassOnly() {
    Steps<String> failing =
        Steps.begin()
            .sleep(1)
            .then(
                () -> {
                  throw new IOException("broken");
                });

    String handled =
        run(
            Steps.begin()
                .tryCatch(
                    failing,
                    IOException.class,
                    broken -> Steps.begin().sleep(1).then(() -> "caught " + broken.getMessage())));
    assertThat(handled).isEqualTo("caught broken");

    assertThatThrownBy(
            () ->
                run(
                    Steps.begin()
                        .tryCatch(
                            failing,
                            IllegalStateException.class,
                            other -> Steps.begin().then(() -> "not this one"))))
        .isInstanceOf(IOException.class);
    assertThat(
            run(
                Steps.begin()
                    .tryCatch(
                        Steps.begin().then(() -> "fine"),
                        Exception.class,
                        other -> Steps.begin().then(() -> "not reached"))))
        .isEqualTo("fine");
  }

  @Test
  void whatTheHandlerThrowsIsNotHandledAgain() {
    var second = new IOException("second");

    assertThatThrownBy(
            () ->
                run(
                    Steps.begin()
                        .tryCatch(
                            Steps.begin()
                                .then(
                                    () -> {
                                      throw new IOException("first");
                                    }),
                            IOException.class,
                            first -> {
                              throw second;
                            })))
        .isSameAs(second);
  }

  @Test
  void lastStepsMayWaitAndTheOutcomeComesAfterThem() {
    Steps<String> fine = Steps.begin().then(() -> "result");
    Steps<Void> slow = Steps.begin().sleep(1).run(() -> events.add("cleaned up"));

    assertThat(run(Steps.begin().tryFinally(fine, slow))).isEqualTo("result");
    assertThatThrownBy(
            () ->
                run(
                    Steps.begin()
                        .tryFinally(
                            Steps.begin()
                                .then(
                                    () -> {
                                      throw new IOException("broken");
                                    }),
                            slow)))
        .isInstanceOf(IOException.class);
    assertThat(events).containsExactly("cleaned up", "cleaned up");
    assertThat(loop.time()).isEqualTo(2);
  }

  @Test
  void cancellationCanBeCaughtAndCleansUpWithWaiting() {
    loop.runUntilComplete(
        () -> {
          Task<String> task =
              createTask(
                  Steps.begin()
                      .tryCatch(
                          Steps.begin()
                              .tryFinally(
                                  Steps.begin().sleep(1_000).then(() -> "slept"),
                                  Steps.begin().sleep(1).run(() -> events.add("last"))),
                          CancelledError.class,
                          cancelled -> Steps.begin().then(() -> cancelled.getMessage()))
                      .coroutine());
          sleep(1);
          task.cancel("enough");

          assertThat(await(task)).isEqualTo("enough");
          assertThat(loop.time()).isEqualTo(2);
        });
    assertThat(events).containsExactly("last");
  }

  @Test
  void leavingTheLastStepsReplacesTheException() {
    assertThat(
            run(
                Steps.begin()
                    .tryFinally(
                        Steps.begin()
                            .<Object>then(
                                () -> {
                                  throw new IOException("lost, as in Python");
                                }),
                        Steps.begin().returns(() -> "returned"))))
        .isEqualTo("returned");
  }

  @Test
  void severalCoroutinesOfTheSameStepsRunSideBySide() {
    var count = new AtomicInteger();
    Steps<Integer> steps =
        Steps.begin().then(count::incrementAndGet).await(n -> coroutine(() -> sleep(1, n)));

    loop.runUntilComplete(
        () ->
            assertThat(await(Asyncio.gather(steps.coroutine(), steps.coroutine())))
                .containsExactly(1, 2));
  }

  @Test
  void stepsInUseDoNotChange() {
    Steps<Void> body = Steps.begin().sleep(1);
    Steps.begin().loop(() -> false, body);

    assertThatThrownBy(() -> body.run(() -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot add run: these steps are in use");
  }

  @Test
  void badArgumentsAreRefusedAtOnce() {
    assertThatThrownBy(() -> Steps.begin().run(null)).hasMessageContaining("code");
    assertThatThrownBy(() -> Steps.begin().sleep(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> run(Steps.begin().await(() -> null)))
        .hasMessageContaining("awaitable");
  }
}
