package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cancellation is thrown into a stackless body as into every other one; and its close. */
final class StacklessCancelTest {
  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  /** Waits for what it is given, and once more when that throws; notes what it gets. */
  private final class Stubborn extends StateMachine<Object> {
    private final Object first;
    private final Object second;

    Stubborn(Object first, Object second) {
      this.first = first;
      this.second = second;
    }

    @Override
    protected Object step(int state, Object value) {
      events.add("step " + state);
      return state == 0 ? await(first, 1) : done(value);
    }

    @Override
    protected Object caught(int state, Throwable thrown) {
      events.add(thrown.getClass().getSimpleName());
      return await(second, 2);
    }
  }

  /** Waits, and notes its end. */
  private Coroutine<Object> careful(String name, Awaitable<?> awaitable) {
    return Steps.begin()
        .tryFinally(
            Steps.begin().<Object>await(() -> cast(awaitable)),
            Steps.begin().run(() -> events.add(name + " cleans up")))
        .coroutine();
  }

  @SuppressWarnings("unchecked")
  private static Awaitable<Object> cast(Awaitable<?> awaitable) {
    return (Awaitable<Object>) awaitable;
  }

  @Test
  @Behaviour(95)
  void cancelledBeforeItsFirstStepItNeverStarts() {
    loop.runUntilComplete(
        () -> {
          Task<Object> task = createTask(coroutine(new Stubborn(null, null)));
          task.cancel("too early");

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(CancelledError.class)
              .hasMessage("too early");
          assertThat(task.cancelled()).isTrue();
        });
    assertThat(events).isEmpty();
  }

  @Test
  @Behaviour({37, 97, 98})
  void cancellationReachesTheFutureAndIsThrownInOneIterationLater() {
    loop.runUntilComplete(
        () -> {
          Future<Object> future = loop.createFuture();
          Task<Object> task = createTask(careful("body", future));
          sleep(0);

          task.cancel("enough");
          assertThat(future.cancelled()).isTrue();
          assertThat(task.cancelled()).isFalse();
          int request = polls.count();
          assertThatThrownBy(() -> await(task)).hasMessage("enough");
          assertThat(polls.count() - request).isEqualTo(2); // thrown in, and delivered to us
        });
    assertThat(events).containsExactly("body cleans up");
  }

  @Test
  void cancellationDuringABareYieldIsThrownIn() {
    loop.runUntilComplete(
        () -> {
          Task<Object> task = createTask(coroutine(new Stubborn(null, null)));
          sleep(0);
          task.cancel();

          assertThat(await(task)).isNull();
          assertThat(task.cancelled()).isFalse();
          assertThat(task.cancelling()).isEqualTo(1);
        });
    assertThat(events).containsExactly("step 0", "CancelledError", "step 2");
  }

  @Test
  void cancellationMayBeSwallowed() {
    loop.runUntilComplete(
        () -> {
          Future<Object> future = loop.createFuture();
          Task<Object> task = createTask(coroutine(new Stubborn(loop.createFuture(), future)));
          sleep(0);
          task.cancel();
          sleep(0);
          future.setResult("later");

          assertThat(await(task)).isEqualTo("later");
          assertThat(task.cancelling()).isEqualTo(1);
          assertThat(task.uncancel()).isZero();
        });
  }

  @Test
  @Behaviour(99)
  void cancelledFutureCancelsWhoAwaitsIt() {
    loop.runUntilComplete(
        () -> {
          Future<Object> future = loop.createFuture();
          Task<Object> task = createTask(careful("body", future));
          sleep(0);
          future.cancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          assertThat(task.cancelling()).isZero();
        });
  }

  @Test
  void stepThatCancelsItsOwnTaskIsCancelledWhereItWaitsNext() {
    Task<Object> task =
        loop.createTask(
            coroutine(
                Script.<Object>of(
                    value -> {
                      Asyncio.currentTask().orElseThrow().cancel("myself");
                      return loop.createFuture();
                    },
                    value -> "not reached")));

    assertThatThrownBy(() -> loop.runUntilComplete(task)).hasMessage("myself");
  }

  @Test
  void cancellationIsThrownIntoTheInnermostFirst() {
    loop.runUntilComplete(
        () -> {
          Future<Object> future = loop.createFuture();
          Task<Object> task =
              createTask(
                  careful(
                      "outer",
                      coroutine(
                          () -> {
                            try {
                              return await(careful("inner", future));
                            } finally {
                              events.add("method cleans up");
                            }
                          })));
          sleep(0);
          task.cancel();

          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        });
    assertThat(events).containsExactly("inner cleans up", "method cleans up", "outer cleans up");
  }

  @Test
  @Timeout(60)
  void cancellationInterruptsAJdkCallOfAMethodThatItAwaits() {
    // On the other engine a blocked call holds the loop.
    assumeFalse(System.getProperty("asyncio4j.engine", "loop").equals("handoff"));
    EventLoop real = EventLoop.create();
    var blocks = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    try {
      real.runUntilComplete(
          () -> {
            Task<Object> task =
                createTask(
                    careful(
                        "body",
                        coroutine(
                            () -> {
                              blocks.countDown();
                              never.await();
                            })));
            sleep(0);
            assertThat(blocks.getCount()).isZero();
            task.cancel();

            assertThatThrownBy(() -> await(task))
                .isInstanceOf(CancelledError.class)
                .hasCauseInstanceOf(InterruptedException.class);
          });
    } finally {
      real.close();
    }
    assertThat(events).containsExactly("body cleans up");
  }

  @Test
  void cancellationThatAMethodAsksForItselfOutlivesTheMethod() {
    for (boolean fails : new boolean[] {true, false}) {
      var broken = new IllegalStateException("broken");
      Task<Object> task =
          loop.createTask(
              coroutine(
                  new StateMachine<Object>() {
                    @Override
                    protected Object step(int state, Object value) {
                      return switch (state) {
                        case 0 -> await(coroutine(this::cancelsItself), 1);
                        case 1 -> await(coroutine(() -> Asyncio.sleep(0)), 2);
                        default -> done("not reached");
                      };
                    }

                    private void cancelsItself() {
                      Asyncio.currentTask().orElseThrow().cancel("myself");
                      if (fails) {
                        throw broken;
                      }
                    }

                    @Override
                    protected Object caught(int state, Throwable thrown) throws Throwable {
                      if (thrown != broken) {
                        throw thrown;
                      }
                      return step(1, null);
                    }
                  }));

      assertThatThrownBy(() -> loop.runUntilComplete(task)).hasMessage("myself");
      assertThat(task.cancelled()).isTrue();
    }
  }

  @Test
  @Timeout(60)
  void methodThatItAwaitsMayBlockInTheJdk() {
    EventLoop real = EventLoop.create();
    Object result =
        real.runUntilComplete(
            Steps.begin()
                .await(
                    () ->
                        coroutine(
                            () -> {
                              Thread.sleep(1); // a call of the JDK that blocks
                              return "slept";
                            }))
                .coroutine());
    real.close();

    assertThat(result).isEqualTo("slept");
  }

  // --- close ------------------------------------------------------------------------------------

  @Test
  void closedBeforeItStartsItNeverRuns() {
    loop.runUntilComplete(
        () -> {
          Coroutine<Object> coroutine = coroutine(new Stubborn(null, null));
          coroutine.close();

          assertThatThrownBy(() -> await(coroutine)).hasMessageContaining("cannot await closed");
        });
    assertThat(events).isEmpty();
  }

  @Test
  void closeRunsTheCleanUpsAtOnceAndFailsTheTask() {
    loop.runUntilComplete(
        () -> {
          Future<Object> future = loop.createFuture();
          Coroutine<Object> coroutine = careful("outer", careful("inner", future));
          Task<Object> task = createTask(coroutine);
          sleep(0);

          coroutine.close();
          assertThat(events).containsExactly("inner cleans up", "outer cleans up");
          coroutine.close();
          assertThat(task.done()).isFalse();
          future.setResult("nobody hears it");

          assertThatThrownBy(() -> await(task))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("cannot reuse already awaited");
        });
    assertThat(events).hasSize(2);
  }

  @Test
  void closeOfOneThatGoesOnIsAnError() {
    loop.runUntilComplete(
        () -> {
          Future<Object> future = loop.createFuture();
          Coroutine<Object> coroutine = coroutine(new Stubborn(future, null));
          Task<Object> task = createTask(coroutine);
          sleep(0);

          assertThatThrownBy(coroutine::close)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("ignored GeneratorExit");
          task.cancel();
          assertThatThrownBy(() -> await(task)).hasMessageContaining("cannot reuse");
        });
    assertThat(events).containsExactly("step 0", "GeneratorExit");
  }

  @Test
  void closeInItsOwnStepAndBelowAMethodIsRefused() {
    loop.runUntilComplete(
        () -> {
          var itself = new ArrayList<Coroutine<?>>();
          Future<Object> future = loop.createFuture();
          itself.add(
              coroutine(
                  Script.<Object>of(
                      value -> {
                        assertThatThrownBy(() -> itself.getFirst().close())
                            .hasMessageContaining("in its own step");
                        return coroutine(() -> await(future));
                      },
                      value -> value)));
          Task<?> task = createTask(itself.getFirst());
          sleep(0);
          assertThatThrownBy(() -> itself.getFirst().close())
              .hasMessageContaining("while it awaits a coroutine that has a stack");
          future.setResult("result");

          assertThat((Object) await(task)).isEqualTo("result");
        });
  }

  @Test
  void bodyDrivenByHandCanBeClosed() throws Throwable {
    var script = Script.of(value -> null, value -> "not reached");
    assertThat(script.send(null)).isNull();
    script.close();

    var stubborn = new Stubborn("first", "second");
    assertThat(stubborn.send(null)).isEqualTo("first");
    assertThatThrownBy(stubborn::close).hasMessageContaining("ignored GeneratorExit");
  }
}
