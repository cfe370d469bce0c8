package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.waitFor;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which exceptions of a task that was interrupted by a cancellation are the cancellation, and which
 * are errors like any other.
 */
@Timeout(60)
final class InterruptOrErrorTest {
  /** What looks like an interrupt. */
  static final List<Callable<? extends Exception>> LOOK_ALIKES =
      List.of(
          () -> new InterruptedException("its own"),
          () -> new IllegalStateException("library", new InterruptedException("its own")),
          () -> new SocketException("Closed by interrupt"),
          ClosedByInterruptException::new,
          FileLockInterruptionException::new,
          InterruptedIOException::new);

  // Nobody ever counts it down.
  private final CountDownLatch never = new CountDownLatch(1);
  private final List<Object> events = new ArrayList<>();

  @BeforeEach
  void onlyTheLoopEngineInterruptsABlockedTask() {
    assumeFalse(System.getProperty("asyncio4j.engine", "loop").equals("handoff"));
  }

  /** Blocks in the JDK until the task is cancelled, and lets nobody know. */
  private void swallowAnInterrupt() {
    try {
      never.await();
      throw new AssertionError("not interrupted");
    } catch (InterruptedException swallowed) {
      events.add("swallowed");
    }
  }

  /** Runs a body to where it blocks, cancels it there, and waits for its end. */
  private Task<?> cancelledWhileBlocked(Callable<?> body) {
    return run(
        () -> {
          Task<?> task = createTask(body::call);
          sleep(0);
          task.cancel("enough");
          Asyncio.wait(List.of(task));
          return task;
        });
  }

  private static void assertCancelled(Task<?> task) {
    assertThatThrownBy(task::result).isInstanceOf(CancelledError.class).hasMessage("enough");
    assertThat(task.cancelled()).isTrue();
  }

  // --- after the task has waited ----------------------------------------------------------------

  @ParameterizedTest
  @FieldSource("LOOK_ALIKES")
  void exceptionMadeAfterASwallowedInterruptAndAWaitIsAnError(Callable<Exception> lookAlike)
      throws Exception {
    Exception error = lookAlike.call();

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              sleep(0);
              throw error;
            });

    assertThat(task.exception()).isSameAs(error);
    assertThat(events).containsExactly("swallowed");
  }

  @Test
  void interruptByAStrangerAfterASwallowedOneAndAWaitIsAnError() {
    run(
        () -> {
          var thread = new Thread[1];
          Task<?> task =
              createTask(
                  () -> {
                    thread[0] = Thread.currentThread();
                    swallowAnInterrupt();
                    sleep(0);
                    never.await();
                  });
          sleep(0);
          task.cancel();
          for (int i = 0; i < 5; i++) {
            sleep(0);
          }
          thread[0].interrupt();

          assertThatThrownBy(() -> await(task)).isInstanceOf(InterruptedException.class);
          assertThat(task.cancelled()).isFalse();
        });
  }

  @Test
  void interruptByItselfAfterASwallowedOneAndAWaitIsAnError() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              sleep(0);
              Thread.currentThread().interrupt();
              never.await();
              return null;
            });

    assertThat(task.exception()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void interruptByAStrangerIsAnErrorAlsoWhereTheTaskWasInterruptedBefore() {
    run(
        () -> {
          var thread = new Thread[1];
          Task<?> task =
              createTask(
                  () -> {
                    thread[0] = Thread.currentThread();
                    for (int i = 0; i < 2; i++) { // the same line, so the same stack trace
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        if (i == 1) {
                          throw e;
                        }
                        sleep(0);
                      }
                    }
                  });
          sleep(0);
          task.cancel();
          for (int i = 0; i < 5; i++) {
            sleep(0);
          }
          thread[0].interrupt();

          assertThatThrownBy(() -> await(task)).isInstanceOf(InterruptedException.class);
        });
  }

  @Test
  void errorOfACancellationThatWasSwallowedLongAgoFailsTheTimeoutAroundIt() {
    var error = new InterruptedException("its own");

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              sleep(0);
              return timeout(
                  60,
                  () -> {
                    throw error;
                  });
            });

    assertThat(task.exception()).isSameAs(error);
  }

  @Test
  void timeoutOverABlockedCallAfterASwallowedInterruptIsATimeout() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              sleep(0);
              waitFor(() -> never.await(), 0.01);
              return null;
            });

    assertThat(task.cancelled()).isFalse();
    assertThat(task.exception()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void failureOfAnotherTaskIsAnErrorThoughItTellsOfAnInterrupt() {
    var error = new InterruptedException("the other's");

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              Future<?> other = getRunningLoop().createFuture();
              other.setException(error);
              swallowAnInterrupt();
              return await(other); // does not suspend
            });

    assertThat(task.exception()).isSameAs(error);
  }

  @Test
  void failureOfAThreadIsAnErrorThoughItTellsOfAnInterrupt() {
    var error = new InterruptedException("the thread's");

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              return toThread(
                  () -> {
                    throw error;
                  });
            });

    assertThat(task.exception()).isSameAs(error);
  }

  // --- held over a wait -------------------------------------------------------------------------

  interface Holder {
    Object call(Callable<?> blocks) throws Exception;
  }

  static Stream<Holder> holdersOfTheInterrupt() {
    return Stream.of(
        blocks -> { // caught
          try {
            return blocks.call();
          } catch (InterruptedException e) {
            sleep(0);
            sleep(0);
            throw e;
          }
        },
        blocks -> { // on its way through a finally
          try {
            return blocks.call();
          } finally {
            sleep(0);
          }
        },
        blocks -> { // on its way through the end of a try (…)
          try (AutoCloseable _ = () -> sleep(0)) {
            return blocks.call();
          }
        },
        blocks -> { // wrapped after the wait
          try {
            return blocks.call();
          } catch (InterruptedException e) {
            sleep(0);
            throw new IllegalStateException("library", e);
          }
        },
        blocks -> { // wrapped before the wait
          try {
            return blocks.call();
          } catch (InterruptedException e) {
            var wrapper = new IllegalStateException("library", e);
            sleep(0);
            throw new IOExceptionOf(wrapper);
          }
        },
        blocks -> { // kept in a variable
          Exception failure;
          try {
            return blocks.call();
          } catch (InterruptedException e) {
            failure = e;
          }
          sleep(0);
          throw failure;
        },
        blocks -> deep(100, blocks),
        blocks -> { // in an inner block
          try {
            return timeout(60, blocks::call);
          } finally {
            sleep(0);
          }
        },
        blocks -> { // in a coroutine
          try {
            return await(coroutine(blocks::call));
          } finally {
            sleep(0);
          }
        });
  }

  private static final class IOExceptionOf extends java.io.IOException {
    private static final long serialVersionUID = 1L;

    IOExceptionOf(Throwable cause) {
      super(cause);
    }
  }

  private static Object deep(int depth, Callable<?> blocks) throws Exception {
    if (depth > 0) {
      return deep(depth - 1, blocks);
    }
    try {
      return blocks.call();
    } finally {
      cleanUp(100);
    }
  }

  private static void cleanUp(int depth) {
    if (depth > 0) {
      cleanUp(depth - 1);
    } else {
      sleep(0);
    }
  }

  @ParameterizedTest
  @MethodSource("holdersOfTheInterrupt")
  void interruptThatIsHeldOverAWaitAndThrownOnIsTheCancellation(Holder holder) {
    Task<?> task =
        cancelledWhileBlocked(
            () ->
                holder.call(
                    () -> {
                      never.await();
                      return null;
                    }));

    assertCancelled(task);
  }

  @ParameterizedTest
  @MethodSource("holdersOfTheInterrupt")
  void interruptOfATimeoutThatIsHeldOverAWaitIsTheTimeout(Holder holder) {
    assertThatThrownBy(
            () ->
                run(
                    () ->
                        timeout(
                            0.01,
                            () ->
                                holder.call(
                                    () -> {
                                      never.await();
                                      return null;
                                    }))))
        .isInstanceOf(TimeoutException.class)
        .hasCauseInstanceOf(CancelledError.class);
  }

  @Test
  void whatTheJdkMakesOfAnInterruptIsTheCancellationAlsoAfterAWait() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              try (var in = new PipedInputStream(new PipedOutputStream())) {
                try {
                  return in.read();
                } catch (InterruptedIOException e) { // without a cause
                  events.add(e.getCause());
                  sleep(0);
                  throw e;
                }
              }
            });

    assertCancelled(task);
    assertThat(events).containsExactly((Object) null);
  }

  @Test
  void twoCancellationsThatInterruptEachOthersCleanUpAreOneCancellation() {
    run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    try {
                      never.await();
                    } catch (InterruptedException first) {
                      try {
                        never.await();
                      } catch (InterruptedException second) {
                        events.add("clean-up interrupted");
                        sleep(0);
                      }
                      throw first;
                    }
                  });
          sleep(0);
          task.cancel();
          for (int i = 0; i < 3; i++) {
            sleep(0);
          }
          task.cancel("enough");
          Asyncio.wait(List.of(task));

          assertCancelled(task);
        });
    assertThat(events).containsExactly("clean-up interrupted");
  }

  // --- before the task waits --------------------------------------------------------------------

  @ParameterizedTest
  @FieldSource("LOOK_ALIKES")
  void whatLooksLikeAnInterruptBeforeTheTaskWaitsIsTheCancellation(Callable<Exception> lookAlike)
      throws Exception {
    Exception made = lookAlike.call();

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              try {
                never.await();
                return null;
              } catch (InterruptedException e) {
                throw made; // as libraries do
              }
            });

    assertThatThrownBy(task::result).isInstanceOf(CancelledError.class).hasCause(made);
  }

  @Test
  void interruptByAStrangerBeforeTheTaskWaitsIsAnError() {
    run(
        () -> {
          var thread = new Thread[1];
          Task<?> task =
              createTask(
                  () -> {
                    thread[0] = Thread.currentThread();
                    swallowAnInterrupt();
                    never.await();
                  });
          sleep(0);
          task.cancel();
          for (int i = 0; i < 3; i++) {
            sleep(0);
          }
          thread[0].interrupt();

          assertThatThrownBy(() -> await(task)).isInstanceOf(InterruptedException.class);
        });
  }

  @Test
  void exceptionThatTellsOfNoInterruptIsAnError() {
    var error = new IllegalStateException("its own");

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              throw error;
            });

    assertThat(task.exception()).isSameAs(error);
  }

  @Test
  void exceptionThatDoesNotTellItsCauseIsAnError() {
    var error =
        new IllegalStateException("its own") {
          private static final long serialVersionUID = 1L;

          @Override
          public Throwable getCause() {
            throw new UnsupportedOperationException("getCause");
          }
        };

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              throw error;
            });

    assertThat(task.exception() == error).isTrue();
    assertThat(task.cancelled()).isFalse();
  }

  @Test
  void resultOfABodyThatSwallowsTheInterruptAndReturnsIsKept() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              return "result";
            });

    assertThat(task.result()).isEqualTo("result");
  }

  @Test
  void interruptThatTheCodePutsBackIsDeliveredAtTheNextWait() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // as Java's books say
              }
              try {
                sleep(60);
              } finally {
                events.add(Thread.currentThread().isInterrupted());
              }
              return null;
            });

    assertCancelled(task);
    assertThat(events).containsExactly(false);
  }

  @Test
  void interruptThatTheCodePutsBackIsHeardByTheNextCallOfTheJdk() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              never.await();
              return null;
            });

    assertCancelled(task);
  }

  @Test
  void cancellationThatArrivesBetweenTwoMonitorsIsHeardBehindThem() {
    var outer = new Object();
    var inner = new Object();
    var entered = new CountDownLatch(2);
    var release = new CountDownLatch[] {new CountDownLatch(1), new CountDownLatch(1)};
    var owners = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      Object monitor = i == 0 ? outer : inner;
      CountDownLatch mayLeave = release[i];
      owners.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    synchronized (monitor) {
                      entered.countDown();
                      awaitUninterruptibly(mayLeave);
                    }
                  }));
    }
    awaitUninterruptibly(entered);

    run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    synchronized (outer) { // neither hears of interrupts
                      synchronized (inner) {
                        never.await();
                      }
                    }
                  });
          sleep(0);
          task.cancel("enough");
          for (CountDownLatch latch : release) {
            latch.countDown();
            sleep(0.01);
          }
          Asyncio.wait(List.of(task));

          assertCancelled(task);
        });
    owners.forEach(InterruptOrErrorTest::joinUninterruptibly);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // --- what was made of a cancellation, or leaves the loop --------------------------------------

  @Test
  void timeoutInsideATaskWhoseInterruptIsStillOpenIsATimeout() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              timeout(0.01, () -> never.await());
              return null;
            });

    assertThat(task.exception()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void exceptionThatWrapsACancelledErrorIsAnError() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              try {
                return await(coroutine(() -> never.await()));
              } catch (CancelledError cancelled) {
                assertThat(cancelled).hasCauseInstanceOf(InterruptedException.class);
                throw new IllegalStateException("wrapped", cancelled);
              }
            });

    assertThat(task.exception()).hasMessage("wrapped");
  }

  @Test
  void systemExitThatTheInterruptCausesLeavesTheLoop() {
    assertThatThrownBy(
            () ->
                cancelledWhileBlocked(
                    () -> {
                      try {
                        never.await();
                        return null;
                      } catch (InterruptedException e) {
                        var exit = new SystemExit(3);
                        exit.initCause(e);
                        throw exit;
                      }
                    }))
        .isInstanceOf(SystemExit.class);
  }

  // --- requests and interrupts ------------------------------------------------------------------

  @Test
  void takingTheRequestBackMakesWhatLooksLikeAnInterruptAnError() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              currentTask().orElseThrow().uncancel();
              throw new InterruptedException("its own");
            });

    assertThat(task.exception()).hasMessage("its own");
  }

  @Test
  void cancellingItselfAfterASwallowedInterruptIsDelivered() {
    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              swallowAnInterrupt();
              currentTask().orElseThrow().cancel("enough");
              sleep(60);
              return null;
            });

    assertCancelled(task);
  }

  // --- generators, groups, stackless coroutines -------------------------------------------------

  @Test
  void errorOfAGeneratorThatSwallowedAnInterruptBeforeItEmittedIsAnError() {
    var error = new InterruptedException("its own");
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              swallowAnInterrupt();
              out.emit(1);
              throw error;
            });

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              events.add(generator.anext());
              return generator.anext();
            });

    assertThat(task.exception()).isSameAs(error);
    assertThat(events).containsExactly("swallowed", 1);
  }

  @Test
  void interruptThatAGeneratorHoldsWhileItEmitsIsTheCancellation() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                never.await();
              } finally {
                out.emit(1);
              }
            });

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              events.add(generator.anext());
              return generator.anext();
            });

    assertCancelled(task);
    assertThat(events).containsExactly(1);
  }

  @Test
  void groupReportsTheErrorOfABlockThatSwallowedAnInterrupt() {
    var error = new InterruptedException("its own");

    Task<?> task =
        cancelledWhileBlocked(
            () -> {
              TaskGroup.run(
                  group -> {
                    swallowAnInterrupt();
                    sleep(0);
                    throw error;
                  });
              return null;
            });

    assertThat(task.exception())
        .isInstanceOfSatisfying(
            ExceptionGroup.class, group -> assertThat(group.exceptions()).containsExactly(error));
  }

  @Test
  void errorOfAStacklessBodyWhoseMethodSwallowedAnInterruptIsAnError() {
    var error = new InterruptedException("its own");
    Coroutine<?> body =
        Steps.begin()
            .await(() -> coroutine(this::swallowAnInterrupt))
            .run(
                () -> {
                  throw error;
                })
            .coroutine();

    Task<?> task = cancelledWhileBlockedIn(body);

    assertThat(task.exception()).isSameAs(error);
    assertThat(events).containsExactly("swallowed");
  }

  @Test
  void interruptOfAMethodThatAStacklessBodyAwaitsIsTheCancellation() {
    Coroutine<?> body = Steps.begin().await(() -> coroutine(() -> never.await())).coroutine();

    assertCancelled(cancelledWhileBlockedIn(body));
  }

  private static Task<?> cancelledWhileBlockedIn(Coroutine<?> body) {
    return run(
        () -> {
          Task<?> task = createTask(body);
          sleep(0);
          task.cancel("enough");
          Asyncio.wait(List.of(task));
          return task;
        });
  }
}
