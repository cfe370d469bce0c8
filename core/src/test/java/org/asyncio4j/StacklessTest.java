package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.waitFor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks whose bodies are stackless are tasks like all others. */
final class StacklessTest {
  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  private static Coroutine<Object> script(Script.Line... lines) {
    return coroutine(Script.<Object>of(lines));
  }

  private static Object fail(Throwable thrown) {
    throw Throwables.sneak(thrown);
  }

  @Test
  @Behaviour({70, 71})
  void taskHasItsResult() {
    Task<Object> task = loop.createTask(script(value -> "result"));
    assertThat(task.done()).isFalse();

    assertThat(loop.runUntilComplete(task)).isEqualTo("result");
    assertThat(task.done()).isTrue();
  }

  @Test
  @Behaviour(71)
  void taskFailsWithWhatAStepThrows() {
    var broken = new IOException("broken");
    Task<Object> task = loop.createTask(script(value -> fail(broken)));

    assertThatThrownBy(() -> loop.runUntilComplete(task)).isSameAs(broken);
    assertThat(task.exception()).isSameAs(broken);
  }

  @Test
  void everythingThatTakesACoroutineTakesAStacklessOne() {
    assertThat(Asyncio.<Object>run(Coroutine.of(Script.of(value -> 1)))).isEqualTo(1);
    loop.runUntilComplete(
        () -> {
          assertThat(await(gather(script(value -> 1), createTask(script(value -> 2)))))
              .containsExactly(1, 2);
          assertThat(await(shield(script(value -> 3)))).isEqualTo(3);
          assertThat(waitFor(script(value -> 4), 1)).isEqualTo(4);
          assertThatThrownBy(() -> waitFor(script(value -> loop.createFuture(), value -> 5), 1))
              .isInstanceOf(TimeoutException.class);
          assertThat(TaskGroup.<Object>call(group -> await(group.createTask(script(value -> 6)))))
              .isEqualTo(6);
          assertThat(await(script(value -> 7))).isEqualTo(7);
        });
  }

  @Test
  void stepGetsTheResultOfWhatItWaitedFor() {
    Object result =
        loop.runUntilComplete(
            () -> {
              Future<String> future = loop.createFuture();
              loop.callSoon(() -> future.setResult("future"));
              return await(
                  createTask(
                      script(
                          value -> future,
                          value -> events.add(value) ? null : null,
                          value -> createTask(() -> "task"),
                          value ->
                              events.add(value) ? CompletableFuture.completedFuture("stage") : 0,
                          value -> events.add(value) ? coroutine(() -> sleep(1, "method")) : 0,
                          value -> events.add(value) ? Script.of(v -> null, v -> "inner") : 0,
                          value -> value)));
            });

    assertThat(result).isEqualTo("inner");
    assertThat(events).containsExactly("future", "task", "stage", "method");
  }

  @Test
  void stepThatWaitsForAFailureHasItThrownIn() {
    var broken = new IOException("broken");
    var machine =
        new StateMachine<Throwable>() {
          @Override
          protected Object step(int state, Object value) {
            return await(createTask(() -> fail(broken)), 1);
          }

          @Override
          protected Object caught(int state, Throwable thrown) {
            assertThat(state).isEqualTo(1);
            return done(thrown);
          }
        };

    assertThat(loop.runUntilComplete(coroutine(machine))).isSameAs(broken);
  }

  @Test
  void theInnermostFailureClimbsThroughAllThatDelegate() {
    var broken = new IOException("broken");
    loop.runUntilComplete(
        () -> {
          var deepest = script(value -> null, value -> fail(broken));
          var middle = script(value -> deepest, value -> "not reached");
          var outer = script(value -> middle, value -> "not reached");

          assertThatThrownBy(() -> await(createTask(outer))).isSameAs(broken);
        });
  }

  @Test
  @Behaviour(48)
  void bareYieldGivesUpOneIteration() {
    int iterations =
        loop.runUntilComplete(
            coroutine(
                Script.<Integer>of(
                    value -> events.add(polls.count()) ? null : 0,
                    value -> polls.count() - (Integer) events.getFirst())));

    assertThat(iterations).isEqualTo(1);
  }

  @Test
  @Behaviour(48)
  void yieldingWhatIsNoAwaitableFailsInsideTheCoroutineOneIterationLater() {
    for (boolean inATask : new boolean[] {true, false}) {
      List<Integer> at = new ArrayList<>();
      Throwable thrownIn =
          loop.runUntilComplete(
              () -> {
                var machine =
                    new StateMachine<Throwable>() {
                      @Override
                      protected Object step(int state, Object value) {
                        at.add(polls.count());
                        return "foreign";
                      }

                      @Override
                      protected Object caught(int state, Throwable thrown) {
                        at.add(polls.count());
                        return done(thrown);
                      }
                    };
                Coroutine<Throwable> coroutine = coroutine(machine);
                return await(inATask ? createTask(coroutine) : coroutine);
              });

      assertThat(thrownIn)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("got bad yield: an object of java.lang.String");
      assertThat(at.get(1) - at.get(0)).isEqualTo(1);
    }
  }

  @Test
  @Behaviour(61)
  void waitingForAFutureOfAnotherLoopFailsInside() {
    EventLoop other = new Polls().newLoop();
    Future<Object> future = other.createFuture();

    assertThatThrownBy(() -> loop.runUntilComplete(script(value -> future, value -> value)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("attached to a different loop");
    other.close();
  }

  @Test
  @Behaviour(74)
  void taskCannotAwaitItself() {
    assertThatThrownBy(
            () ->
                loop.runUntilComplete(script(value -> currentTask().orElseThrow(), value -> value)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot await itself");
  }

  @Test
  @Behaviour(75)
  void coroutineAndStateMachineAreGoodForOneUse() {
    var machine =
        new StateMachine<String>() {
          @Override
          protected Object step(int state, Object value) {
            return done("once");
          }
        };
    loop.runUntilComplete(
        () -> {
          Coroutine<String> coroutine = coroutine(machine);
          assertThat(await(coroutine)).isEqualTo("once");

          assertThatThrownBy(() -> await(coroutine)).hasMessageContaining("cannot reuse");
          assertThatThrownBy(() -> createTask(coroutine)).hasMessageContaining("cannot reuse");
          assertThatThrownBy(() -> coroutine(machine)).hasMessageContaining("cannot reuse");
          assertThatThrownBy(() -> await(createTask(script(value -> coroutine, value -> 1))))
              .hasMessageContaining("cannot reuse");
          assertThatThrownBy(() -> await(createTask(script(value -> machine, value -> 1))))
              .hasMessageContaining("cannot reuse");
        });
  }

  @Test
  @Behaviour(76)
  void futureAsAResultIsNotAwaited() {
    Future<String> future = loop.createFuture();

    Object result = loop.runUntilComplete(script(value -> future));

    assertThat(result).isSameAs(future);
  }

  @Test
  @Behaviour(80)
  void currentTaskIsTheTaskInEachStepAndInWhatItAwaits() {
    Task<Object> task =
        loop.createTask(
            script(
                value -> events.add(currentTask()) ? null : 0,
                value -> events.add(currentTask()) ? coroutine(() -> sleep(1, currentTask())) : 0,
                value -> events.add(value) ? script(v -> currentTask()) : 0,
                value -> value));

    Optional<Task<?>> itself = Optional.of(task);
    assertThat(loop.runUntilComplete(task)).isEqualTo(itself);
    assertThat(events).containsExactly(itself, itself, itself);
  }

  @Test
  @Behaviour({78, 79})
  void stepsRunInTheTasksContext() {
    var variable = new ContextVar<String>("variable", "default");
    var context = new Context();
    loop.runUntilComplete(
        () -> {
          variable.set("creator");
          var copying =
              createTask(
                  script(
                      value -> {
                        events.add(variable.get());
                        variable.set("task");
                        return null;
                      },
                      value -> variable.get()));
          var inIt =
              createTask(
                  script(
                      value -> {
                        variable.set("context");
                        return coroutine(() -> sleep(0));
                      },
                      value -> variable.get()),
                  TaskOptions.DEFAULT.withContext(context));
          assertThat(await(copying)).isEqualTo("task");
          assertThat(await(inIt)).isEqualTo("context");
          assertThat(variable.get()).isEqualTo("creator");
        });
    assertThat(events).containsExactly("creator");
    assertThat(context.get(variable)).isEqualTo("context");
  }

  @Test
  void suspendingInsideAStepIsRefusedInWords() {
    var lock = new Lock();
    var pending = loop.<String>createFuture();
    for (boolean inATask : new boolean[] {true, false}) {
      loop.runUntilComplete(
          () -> {
            lock.acquire();
            for (Action suspending :
                List.<Action>of(
                    () -> sleep(0),
                    () -> sleep(1),
                    () -> await(pending),
                    () -> lock.acquire(),
                    () -> await(script(value -> null, value -> 1)))) {
              Coroutine<Object> coroutine =
                  script(
                      value -> {
                        suspending.run();
                        return 1;
                      });
              assertThatThrownBy(() -> await(inATask ? createTask(coroutine) : coroutine))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageStartingWith(
                      "cannot suspend inside a step of a stackless coroutine, which has no stack");
            }
            lock.release();
          });
    }
  }

  @Test
  void whatDoesNotSuspendMayBeCalledInAStep() {
    var lock = new Lock();
    Future<String> done = loop.createFuture();
    done.setResult("done");

    Object result =
        loop.runUntilComplete(
            script(
                value -> {
                  try (var _ = lock.acquire()) {
                    return null;
                  }
                },
                value -> await(done) + await(script(v -> " at once"))));

    assertThat(result).isEqualTo("done at once");
  }

  @Test
  void eagerTaskRunsItsFirstStepsInItsCreatorsStep() {
    loop.setTaskFactory(Asyncio::eagerTaskFactory);
    for (boolean inATask : new boolean[] {true, false}) {
      events.clear();
      loop.runUntilComplete(
          () -> {
            Coroutine<Object> creator =
                script(
                    value -> {
                      events.add("creator");
                      var stackless =
                          createTask(
                              script(
                                  v -> events.add("stackless starts") ? null : 0,
                                  v -> events.add("stackless ends")));
                      var method =
                          createTask(
                              () -> {
                                events.add("method starts");
                                sleep(0);
                                events.add("method ends");
                              });
                      events.add(currentTask().orElseThrow() == stackless);
                      return gather(stackless, method);
                    },
                    value -> events.add("creator ends"));
            await(inATask ? createTask(creator) : creator);
          });

      assertThat(events)
          .containsExactly(
              "creator",
              "stackless starts",
              "method starts",
              false,
              "stackless ends",
              "method ends",
              "creator ends");
    }
  }

  @Test
  @Behaviour(85)
  void keyboardInterruptOfAStepLeavesTheLoop() {
    Task<Object> task =
        loop.createTask(script(value -> null, value -> fail(new KeyboardInterrupt())));

    assertThatThrownBy(() -> loop.runUntilComplete(task)).isInstanceOf(KeyboardInterrupt.class);
    assertThat(task.exception()).isInstanceOf(KeyboardInterrupt.class);
  }

  @Test
  @Behaviour(93)
  void neverAwaitedOneIsReported() {
    loop.runUntilComplete(
        () -> {
          script(value -> 1);
        });
    loop.close();

    assertThat(reports.messages())
        .containsExactly("coroutine of org.asyncio4j.Script was never awaited");
    reports.all().clear();
  }
}
