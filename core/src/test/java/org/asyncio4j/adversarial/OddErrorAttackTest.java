package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.waitFor;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.asyncio4j.Action;
import org.asyncio4j.AsyncGenerator;
import org.asyncio4j.BaseExceptionGroup;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.Future;
import org.asyncio4j.Lock;
import org.asyncio4j.LoopObserver;
import org.asyncio4j.Outcome;
import org.asyncio4j.RunOptions;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TestLoops.Reports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every odd error in every place where user code can throw: it arrives, the same object, where it
 * belongs, and the loop goes on. None of its methods is relied on.
 */
@HardLimit
final class OddErrorAttackTest {

  /** {@return what {@code body} throws} */
  private static @Nullable Throwable thrownBy(Action body) {
    try {
      body.run();
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  /** Not by AssertJ, which would ask the error for its hash code and its text. */
  private static void assertSame(@Nullable Throwable actual, Throwable expected) {
    if (actual != expected) {
      throw new AssertionError("another one: " + (actual == null ? "none" : actual.getClass()));
    }
  }

  private static <T> T fail(Throwable error) {
    throw OddError.sneak(error);
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void runThrowsTheErrorOfMain(OddError odd) {
    Throwable error = odd.create();

    assertSame(thrownBy(() -> run(() -> fail(error))), error);
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void awaitThrowsTheErrorOfATaskWhoeverAwaits(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          Task<?> task = createTask(() -> fail(error));
          Task<?> other = createTask(() -> await(task));

          assertSame(thrownBy(() -> await(other)), error);
          assertSame(thrownBy(() -> await(task)), error);
          assertSame(task.exception(), error);
          assertThat(task.cancelled()).isFalse();
        });
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorOfATaskThatWasSuspendedAndBlockedArrives(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          Task<?> task =
              createTask(
                  () -> {
                    sleep(0);
                    Thread.sleep(0, 1_000);
                    return fail(error);
                  });

          assertSame(thrownBy(() -> await(task)), error);
        });
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void debugModeAndItsTrailOfAwaitersBearTheError(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          Task<?> task = createTask(() -> fail(error));
          Task<?> other = createTask(() -> await(task));

          assertSame(thrownBy(() -> await(other)), error);
        },
        RunOptions.DEFAULT.withDebug(true));
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorsOfCallbacksAreReportedAndTheNextOneRuns(OddError odd) {
    Throwable error = odd.create();
    var ran = new ArrayList<String>();
    run(
        () -> {
          EventLoop loop = getRunningLoop();
          var reports = Reports.of(loop);
          loop.callSoon(() -> fail(error));
          loop.callLater(0, () -> fail(error));
          loop.callSoonThreadsafe(() -> fail(error));
          Future<String> future = loop.createFuture();
          future.addDoneCallback(_ -> fail(error));
          future.setResult("");
          loop.callSoon(() -> ran.add("next"));
          while (reports.all().size() < 4) {
            sleep(0);
          }

          for (var report : reports.all()) {
            assertSame(report.exception().orElseThrow(), error);
          }
        });

    assertThat(ran).containsExactly("next");
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void exceptionHandlerThatThrowsItIsNoHarmToTheLoop(OddError odd) {
    Throwable error = odd.create();
    var ran = new ArrayList<String>();
    var written = new ByteArrayOutputStream();
    logged(
        written,
        () ->
            run(
                () -> {
                  getRunningLoop().setExceptionHandler((_, _) -> fail(error));
                  getRunningLoop().callSoon(() -> fail(error));
                  getRunningLoop().callSoon(() -> ran.add("next"));
                  sleep(0);
                }));

    assertThat(ran).containsExactly("next");
  }

  /** Whatever a formatter does with it: the record is written, or its failure is. */
  @ParameterizedTest
  @EnumSource(
      value = OddError.class,
      mode = EnumSource.Mode.EXCLUDE,
      // The JDK prints the causes by a recursion, or without an end.
      names = {"CHAIN_OF_50_000_CAUSES", "GET_CAUSE_NEVER_ENDS"})
  void defaultHandlerLogsItOrSaysWhyNot(OddError odd) {
    Throwable error = odd.create();
    var ran = new ArrayList<String>();
    var written = new ByteArrayOutputStream();
    logged(
        written,
        () ->
            run(
                () -> {
                  getRunningLoop().callSoon(() -> fail(error));
                  getRunningLoop().callSoon(() -> ran.add("next"));
                  sleep(0);
                }));

    assertThat(ran).containsExactly("next");
  }

  /** The loop's log goes to a real formatter, and nowhere else. */
  private static void logged(ByteArrayOutputStream written, Runnable body) {
    Logger logger = Logger.getLogger("asyncio4j");
    var handler = new StreamHandler(written, new SimpleFormatter());
    handler.setErrorManager(
        new java.util.logging.ErrorManager() {
          @Override
          public void error(String message, Exception exception, int code) {}
        });
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      body.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void observersErrorIsReportedAndTheTaskGoesOn(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          var reports = Reports.of(getRunningLoop());
          getRunningLoop()
              .addObserver(
                  new LoopObserver() {
                    @Override
                    public void stepBegins(Task<?> task) {
                      getRunningLoop().removeObserver(this);
                      fail(error);
                    }
                  });

          assertThat(await(createTask(() -> "result"))).isEqualTo("result");
          assertSame(reports.only().exception().orElseThrow(), error);
        });
  }

  /** Throws in its first step, or when it is woken. */
  private static final class Failing extends StateMachine<String> {
    private final Throwable error;

    Failing(Throwable error) {
      this.error = error;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      return state == 0 ? pause(1) : fail(error);
    }
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorOfAStacklessStepArrives(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          Task<?> task = createTask(new Failing(error));

          assertSame(thrownBy(() -> await(task)), error);
          assertSame(
              thrownBy(() -> await(org.asyncio4j.Asyncio.coroutine(new Failing(error)))), error);
        });
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorOfAGeneratorsBodyReachesItsPullerOnce(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          AsyncGenerator<Integer> generator =
              asyncGenerator(
                  out -> {
                    out.emit(1);
                    sleep(0);
                    fail(error);
                  });
          var got = new ArrayList<Integer>();

          assertSame(thrownBy(() -> generator.forEach(got::add)), error);
          assertThat(got).containsExactly(1);
          assertThat(generator.iterator().hasNext()).isFalse();
        });
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorOfAFunctionOnAThreadArrives(OddError odd) {
    Throwable error = odd.create();
    run(() -> assertSame(thrownBy(() -> toThread(() -> fail(error))), error));
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorIsTheCauseForThreadsThatCallIn(OddError odd) throws InterruptedException {
    Throwable error = odd.create();
    var got = new CompletableFuture<Throwable>();
    try (var foreign = new Foreign()) {
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            foreign.start(
                () -> {
                  Throwable thrown =
                      thrownBy(() -> runCoroutineThreadsafe(() -> fail(error), loop).get());
                  got.complete(thrown);
                });
            await(got);
          });
    }

    Throwable thrown = got.join();
    if (error instanceof CancellationException) {
      assertThat(thrown)
          .isInstanceOf(CancellationException.class); // of which the JDK makes another
    } else {
      assertThat(thrown).isInstanceOf(ExecutionException.class);
      assertSame(thrown.getCause(), error);
    }
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorOfAStageThatIsAwaitedArrives(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          var stage = new CompletableFuture<String>();
          getRunningLoop().callSoon(() -> stage.completeExceptionally(error));
          Throwable thrown = thrownBy(() -> await(stage));
          if (error instanceof CancellationException) {
            assertThat(thrown).isInstanceOf(CancelledError.class);
          } else {
            assertSame(thrown, error);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorPassesThroughLimitsShieldsAndGathers(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          assertSame(thrownBy(() -> timeout(60, () -> fail(error))), error);
          assertSame(thrownBy(() -> waitFor(() -> fail(error), 60)), error);
          assertSame(thrownBy(() -> await(shield(() -> fail(error)))), error);
          assertSame(thrownBy(() -> await(gather(() -> fail(error), () -> sleep(0)))), error);
          var outcomes = await(gatherOutcomes(() -> fail(error), () -> sleep(0)));
          assertSame(((Outcome.Failed<?>) outcomes.getFirst()).error(), error);
        });
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void groupCollectsTheErrorAndCancelsTheSiblings(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          Throwable thrown =
              thrownBy(
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.createTask(() -> fail(error));
                            group.createTask(() -> sleep(60));
                          }));
          List<? extends Throwable> members =
              switch (thrown) {
                case ExceptionGroup group -> group.exceptions();
                case BaseExceptionGroup group -> group.exceptions();
                case null, default -> throw new AssertionError("no group");
              };
          assertThat(members.size()).isEqualTo(1);
          assertSame(members.getFirst(), error);
        });
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorThatNobodyRetrievesIsReportedAtTheClose(OddError odd) {
    Throwable error = odd.create();
    EventLoop loop = EventLoop.create();
    var reports = Reports.of(loop);
    Task<?> kept = loop.createTask(() -> fail(error));
    loop.runUntilComplete(() -> sleep(0));
    loop.close();

    assertSame(reports.only().exception().orElseThrow(), error);
    assertThat(kept.done()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorInTheCleanUpOfRunIsReported(OddError odd) {
    Throwable error = odd.create();
    var reports = new ArrayList<Reports>();
    run(
        () -> {
          reports.add(Reports.of(getRunningLoop()));
          createTask(
              () -> {
                try {
                  sleep(60);
                } catch (CancelledError cancelled) {
                  fail(error);
                }
              });
          sleep(0);
        });

    assertSame(reports.getFirst().only().exception().orElseThrow(), error);
  }

  @ParameterizedTest
  @EnumSource(OddError.class)
  void errorUnderALockReleasesItAndIsSeenByTheNext(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          var lock = new Lock();
          Action failing =
              () -> {
                try (var _ = lock.acquire()) {
                  sleep(0);
                  fail(error);
                }
              };
          var tasks = Set.of(createTask(failing), createTask(failing));
          org.asyncio4j.Asyncio.wait(tasks);

          for (Task<?> task : tasks) {
            assertSame(task.exception(), error);
          }
          assertThat(lock.locked()).isFalse();
        });
  }

  /** What is given as the reason of a cancellation need not be fit to be printed. */
  @ParameterizedTest
  @EnumSource(OddError.class)
  void cancellationWithTheErrorAsItsReasonIsACancellation(OddError odd) {
    Throwable error = odd.create();
    run(
        () -> {
          Task<?> task = createTask(() -> sleep(60));
          sleep(0);
          task.cancel(error);
          Throwable thrown = thrownBy(() -> await(task));

          assertThat(thrown instanceof CancelledError).isTrue();
          assertThat(task.cancelled()).isTrue();
        });
  }
}
