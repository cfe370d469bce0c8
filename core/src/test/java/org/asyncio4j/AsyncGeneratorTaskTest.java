package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The body of an asynchronous generator runs as a part of the task that pulls. */
final class AsyncGeneratorTaskTest {
  private final List<Object> log = new ArrayList<>();

  @Test
  void pullingTakesNoIterationsButThoseOfTheBody() {
    var polls = new Polls();
    EventLoop loop = polls.newLoop();
    AsyncGenerator<Integer> prompt =
        asyncGenerator(
            out -> {
              for (int i = 0; i < 10; i++) {
                out.emit(i);
              }
            });
    AsyncGenerator<Integer> waiting =
        asyncGenerator(
            out -> {
              for (int i = 0; i < 10; i++) {
                sleep(0);
                sleep(0);
                out.emit(i);
              }
            });
    loop.runUntilComplete(
        () -> {
          int before = polls.count();
          for (int ignored : prompt) {
            log.add(ignored);
          }
          assertThat(polls.count() - before).isZero();

          before = polls.count();
          for (int ignored : waiting) {
            log.add(ignored);
          }
          assertThat(polls.count() - before).isEqualTo(20);
        });
    loop.close();

    assertThat(log).hasSize(20);
  }

  @Test
  void bodyWaitsForAFutureAsItsPullerWould() {
    var polls = new Polls();
    EventLoop loop = polls.newLoop();
    int iterations =
        loop.runUntilComplete(
            () -> {
              Future<String> future = loop.createFuture();
              AsyncGenerator<String> generator = asyncGenerator(out -> out.emit(await(future)));
              Task<Integer> puller =
                  createTask(
                      () -> {
                        generator.anext();
                        return polls.count();
                      });
              sleep(0);
              int done = polls.count();
              future.setResult("result");
              return await(puller) - done;
            });
    loop.close();

    assertThat(iterations).isEqualTo(1);
  }

  @Test
  void bodyIsInTheTaskAndTheContextOfWhoeverPulls() {
    ContextVar<String> name = new ContextVar<>("name");
    AsyncGenerator<String> generator =
        asyncGenerator(
            out -> {
              while (true) {
                sleep(0);
                String seen = currentTask().orElseThrow().getName() + " " + name.get("nothing");
                name.set("set by the body");
                out.emit(seen);
              }
            });
    VirtualTime.run(
        () -> {
          for (String who : List.of("A", "B")) {
            await(
                createTask(
                    () -> {
                      name.set("context " + who);
                      log.add(generator.anext());
                      log.add(name.get());
                    },
                    TaskOptions.DEFAULT.withName("task " + who)));
          }
          assertThat(name.get("unset")).isEqualTo("unset");
        });

    assertThat(log)
        .containsExactly(
            "task A context A", "set by the body", "task B context B", "set by the body");
  }

  @Test
  void bodyCannotEmitOutOfAContextThatItHasEntered() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              assertThatThrownBy(() -> new Context().run(() -> out.emit(1)))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageMatching(
                      "emit: AsyncGenerator\\[.*RUNNING] is inside Context.run, expected the"
                          + " context of the task that pulls");
              new Context().run(() -> sleep(1));
              out.emit(2);
            });
    VirtualTime.run(() -> assertThat(generator.anext()).isEqualTo(2));
  }

  @Test
  void pullerMayEnterAContextAroundAPull() {
    ContextVar<String> name = new ContextVar<>("name");
    AsyncGenerator<String> generator =
        asyncGenerator(
            out -> {
              sleep(1);
              out.emit(name.get("unset"));
              sleep(1);
              out.emit(name.get("unset"));
            });
    VirtualTime.run(
        () -> {
          new Context()
              .run(
                  () -> {
                    name.set("inner");
                    log.add(generator.anext());
                  });
          log.add(generator.anext());
        });

    assertThat(log).containsExactly("inner", "unset");
  }

  // --- cancellation -----------------------------------------------------------------------------

  @Test
  void cancellationIsThrownWhereTheBodyWaits() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                sleep(10);
              } catch (CancelledError cancelled) {
                log.add("body: " + cancelled.reason().orElseThrow());
                throw cancelled;
              }
            });
    VirtualTime.run(
        () -> {
          Task<Integer> puller = createTask(generator::anext);
          sleep(1);
          puller.cancel("enough");
          Asyncio.wait(List.of(puller));

          assertThat(puller.cancelled()).isTrue();
          assertThatThrownBy(generator::anext).isInstanceOf(NoSuchElementException.class);
        });

    assertThat(log).containsExactly("body: enough");
  }

  @Test
  void bodyMayCatchACancellationAndGoOn() {
    AsyncGenerator<String> generator =
        asyncGenerator(
            out -> {
              while (true) {
                try {
                  sleep(10);
                } catch (CancelledError cancelled) {
                  out.emit("caught");
                }
              }
            });
    VirtualTime.run(
        () -> {
          Task<String> puller = createTask(generator::anext);
          sleep(1);
          puller.cancel();

          assertThat(await(puller)).isEqualTo("caught");
          assertThat(puller.cancelled()).isFalse();
          generator.close();
        });
  }

  @Test
  void cancellationBetweenTwoPullsDoesNotTouchTheBody() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              out.emit(1);
              out.emit(2);
            });
    VirtualTime.run(
        () -> {
          Task<?> puller =
              createTask(
                  () -> {
                    generator.anext();
                    sleep(10);
                  });
          sleep(1);
          puller.cancel();
          Asyncio.wait(List.of(puller));

          assertThat(generator.anext()).isEqualTo(2);
        });
  }

  @Test
  void cancellationRequestedByTheTaskItselfHitsTheNextWaitOfTheBody() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              log.add("still running");
              sleep(1);
            });
    VirtualTime.run(
        () ->
            assertThatThrownBy(
                    () ->
                        await(
                            createTask(
                                () -> {
                                  currentTask().orElseThrow().cancel();
                                  generator.anext();
                                })))
                .isInstanceOf(CancelledError.class));

    assertThat(log).containsExactly("still running");
  }

  @Test
  @Timeout(60)
  void bodyThatIsBlockedInTheJdkIsCancelledByAnInterrupt() {
    assumeBlockingSuspends();
    var never = new CountDownLatch(1);
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              out.emit(1);
              never.await();
            });
    Asyncio.run(
        () -> {
          generator.anext();
          Task<Integer> puller = createTask(generator::anext);
          sleep(0);
          puller.cancel();
          Asyncio.wait(List.of(puller));

          assertThat(puller.cancelled()).isTrue();
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
  }

  @Test
  @Timeout(60)
  void interruptThatTheBodyDidNotHearIsDeliveredToThePuller() {
    assumeBlockingSuspends();
    var lock = new java.util.concurrent.locks.ReentrantLock();
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              lock.lock(); // does not hear interrupts
              lock.unlock();
              out.emit(1);
            });
    Asyncio.run(
        () -> {
          lock.lock();
          Task<Integer> puller =
              createTask(
                  () -> {
                    int element = generator.anext();
                    log.add(Thread.currentThread().isInterrupted());
                    log.add(element);
                    sleep(10);
                    return element;
                  });
          sleep(0);
          puller.cancel();
          lock.unlock();
          Asyncio.wait(List.of(puller));

          assertThat(puller.cancelled()).isTrue();
          generator.close();
        });

    assertThat(log).containsExactly(false, 1);
  }

  private static void assumeBlockingSuspends() {
    org.junit.jupiter.api.Assumptions.assumeFalse(
        "handoff".equals(System.getProperty("asyncio4j.engine")));
  }

  // --- blocks -----------------------------------------------------------------------------------

  @Test
  void timeLimitOfThePullerEndsTheBody() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                sleep(10);
              } finally {
                log.add("finally");
              }
            });
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> timeout(1, () -> generator.anext()))
                .isInstanceOf(TimeoutException.class));

    assertThat(log).containsExactly("finally");
  }

  @Test
  void timeLimitInsideTheBodyIsItsOwn() {
    AsyncGenerator<String> generator =
        asyncGenerator(
            out -> {
              try {
                timeout(1, () -> sleep(10));
              } catch (TimeoutException expired) {
                out.emit("too slow");
              }
            });
    VirtualTime.run(() -> assertThat(generator.anext()).isEqualTo("too slow"));
  }

  /**
   * The problem of PEP 789, which asyncio has too: the limit runs on while others have the turn.
   */
  @Test
  void timeLimitAroundAnEmitCancelsThePuller() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                timeout(1, () -> out.emit(1));
              } catch (TimeoutException expired) {
                log.add("expired");
              }
            });
    VirtualTime.run(
        () -> {
          Task<?> puller =
              createTask(
                  () -> {
                    generator.anext();
                    try {
                      sleep(10);
                    } catch (CancelledError cancelled) {
                      log.add("puller cancelled");
                    }
                    assertThat(Asyncio.anext(generator, null)).isNull();
                    log.add(currentTask().orElseThrow().cancelling());
                  });
          await(puller);
        });

    // The block has ended without an exception; its end only takes the request back.
    assertThat(log).containsExactly("puller cancelled", 0);
  }

  @Test
  @Behaviour(193)
  void closingAGeneratorInsideATaskGroupEndsItsTasksAndIsNoError() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out ->
                TaskGroup.run(
                    group -> {
                      group.createTask(this::waitForCancellation);
                      sleep(0);
                      out.emit(1);
                    }));
    VirtualTime.run(
        () -> {
          assertThat(generator.anext()).isEqualTo(1);
          generator.aclose();
          log.add("closed");
        });

    assertThat(log).containsExactly("cancelled", "closed");
  }

  private void waitForCancellation() {
    try {
      sleep(1000);
    } catch (CancelledError cancelled) {
      log.add("cancelled");
      throw cancelled;
    }
  }

  @Test
  @Behaviour(193)
  void generatorExitBesideOtherErrorsIsOneOfTheGroup() {
    var failure = new IllegalStateException("in the clean-up");
    VirtualTime.run(
        () ->
            assertThatThrownBy(
                    () ->
                        TaskGroup.run(
                            group -> {
                              group.createTask(
                                  () -> {
                                    try {
                                      sleep(10);
                                    } finally {
                                      throwIt(failure);
                                    }
                                  });
                              sleep(0);
                              throw new GeneratorExit();
                            }))
                .isInstanceOfSatisfying(
                    BaseExceptionGroup.class,
                    group ->
                        assertThat(group.exceptions())
                            .hasSize(2)
                            .contains(failure)
                            .hasAtLeastOneElementOfType(GeneratorExit.class)));
  }

  private static void throwIt(RuntimeException exception) {
    throw exception;
  }

  @Test
  void groupInTheBodyDeliversFailuresToThePuller() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out ->
                TaskGroup.run(
                    group -> {
                      group.createTask(() -> throwIt(new IllegalStateException("child")));
                      sleep(10);
                    }));
    VirtualTime.run(() -> assertThatThrownBy(generator::anext).isInstanceOf(ExceptionGroup.class));
  }

  // --- frames -----------------------------------------------------------------------------------

  private static AsyncGenerator<Integer> nested(int depth) {
    return asyncGenerator(
        out -> {
          if (depth == 0) {
            for (int i = 0; i < 3; i++) {
              sleep(1);
              out.emit(i);
            }
            return;
          }
          try (AsyncGenerator<Integer> inner = nested(depth - 1)) {
            for (int element : inner) {
              out.emit(element + 1);
            }
          }
        });
  }

  @Test
  void generatorsMayPullGenerators() {
    VirtualTime.run(
        () -> {
          for (int element : nested(50)) {
            log.add(element);
          }
          assertThat(Asyncio.getRunningLoop().time()).isEqualTo(3);
        });

    assertThat(log).containsExactly(50, 51, 52);
  }

  @Test
  void closingTheOutermostClosesAllInside() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> outermost = nested(5);
          outermost.anext();
          outermost.close();

          assertThat(BaseEventLoop.of(Asyncio.getRunningLoop()).asyncGenerators.isEmpty()).isTrue();
        });
  }

  @Test
  void tasksStartEagerlyInABody() {
    AsyncGenerator<String> generator =
        asyncGenerator(
            out -> {
              Task<?> eager =
                  createTask(
                      () -> {
                        log.add("eager");
                        sleep(1);
                      },
                      TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER));
              log.add("body");
              await(eager);
              out.emit("element");
            });
    VirtualTime.run(() -> log.add(generator.anext()));

    assertThat(log).containsExactly("eager", "body", "element");
  }

  @Test
  void eagerTaskMayPullAtOnce() {
    AsyncGenerator<String> generator =
        asyncGenerator(
            out -> {
              out.emit("prompt");
              sleep(1);
              out.emit("late");
            });
    VirtualTime.run(
        () -> {
          Task<?> eager =
              createTask(
                  () -> {
                    log.add(generator.anext());
                    log.add(generator.anext());
                  },
                  TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER));
          log.add("creator");
          await(eager);
        });

    assertThat(log).containsExactly("prompt", "creator", "late");
  }

  @Test
  void stackOfATaskGoesThroughTheBody() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = asyncGenerator(out -> waitInBody());
          Task<Integer> task = createTask(() -> pullInTask(generator));
          sleep(0);

          var trace = BaseEventLoop.of(Asyncio.getRunningLoop()).tasks().snapshot();
          assertThat(trace).contains(task);
          assertThat(TaskStack.ofBody(task))
              .extracting(StackTraceElement::getMethodName)
              .containsSubsequence("waitInBody", "pullInTask");
          task.cancel();
        });
  }

  private static void waitInBody() {
    sleep(10);
  }

  private static int pullInTask(AsyncGenerator<Integer> generator) {
    return generator.anext();
  }

  @Test
  void whatLeavesTheLoopLeavesItFromABodyToo() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              sleep(1);
              throw new KeyboardInterrupt();
            });

    assertThatThrownBy(() -> VirtualTime.run(() -> generator.anext()))
        .isInstanceOf(KeyboardInterrupt.class);
  }

  @Test
  void awaitingAFutureOfAnotherLoopFailsInTheBody() {
    EventLoop other = VirtualTime.newEventLoop();
    Future<Integer> foreign = other.createFuture();
    AsyncGenerator<String> generator =
        asyncGenerator(
            out -> {
              try {
                await(foreign);
              } catch (IllegalStateException refused) {
                out.emit("refused");
              }
            });
    VirtualTime.run(() -> assertThat(generator.anext()).isEqualTo("refused"));
    other.close();
  }

  @Test
  void manyGeneratorsInTurnWorkWithFewFrames() {
    VirtualTime.run(
        () -> {
          int sum = 0;
          for (int i = 0; i < 10_000; i++) {
            AsyncGenerator<Integer> generator =
                asyncGenerator(
                    out -> {
                      out.emit(1);
                      out.emit(2);
                    });
            for (int element : generator) {
              sum += element;
            }
          }
          assertThat(sum).isEqualTo(30_000);
          assertThat(BaseEventLoop.of(Asyncio.getRunningLoop()).engine().idleFrames())
              .isLessThan(10);
        });
  }
}
