package org.asyncio4j.userland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Behaviour;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Handle;
import org.asyncio4j.Stepwise;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.TestLoops.Log;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Debug mode; in a package of its own, because asyncio4j's own frames are left out. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class DebugModeTest {
  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();
  private final Reports reports = Reports.of(loop);
  private Log log;

  @BeforeEach
  void prepare() {
    log = new Log();
    loop.setDebug(true);
    // Only what a test makes slow by advancing the clock; real time is not looked at.
    loop.setSlowCallbackDuration(0.5);
  }

  @AfterEach
  void close() {
    loop.close();
    log.close();
  }

  private static List<String> methods(List<StackTraceElement> frames) {
    return frames.stream().map(StackTraceElement::getMethodName).toList();
  }

  private Future<String> makeFuture() {
    return loop.createFuture();
  }

  // --- creation places --------------------------------------------------------------------------

  @Test
  @Behaviour(66)
  void descriptionsSayWhereThingsWereMade() {
    Future<String> future = makeFuture();
    Handle handle = loop.callSoon(() -> {});
    Task<Integer> task = loop.createTask(() -> 1);

    assertThat(future.toString())
        .matches("Future\\[pending, created at DebugModeTest\\.java:\\d+]");
    assertThat(handle.toString()).matches("Handle\\[.*, created at DebugModeTest\\.java:\\d+]");
    assertThat(task.toString()).matches("Task\\[.*, created at DebugModeTest\\.java:\\d+]");
    loop.runUntilComplete(task);
  }

  @Test
  void withoutDebugModeDescriptionsSayNothingOfThat() {
    loop.setDebug(false);

    assertThat(makeFuture()).hasToString("Future[pending]");
  }

  @Test
  @Behaviour(64)
  void reportOfAnAbandonedFailureShowsWhereTheFutureWasMade() {
    makeFuture().setException(new IllegalStateException("broken"));

    loop.close();

    ErrorReport report = reports.only();
    assertThat(methods(report.sourceTraceback()))
        .endsWith("reportOfAnAbandonedFailureShowsWhereTheFutureWasMade", "makeFuture");
    loop.defaultExceptionHandler(report);
    assertThat(log.records().getLast().getMessage())
        .contains("Object created at (most recent call last):\n  at ", "DebugModeTest.makeFuture(");
  }

  @Test
  void creationStackIsOfTenFramesAtMost() {
    nest(30, () -> makeFuture().setException(new IllegalStateException("broken")));

    loop.close();

    assertThat(methods(reports.only().sourceTraceback()))
        .hasSize(10)
        .contains("nest")
        .endsWith("makeFuture");
  }

  private static void nest(int depth, Runnable body) {
    if (depth == 0) {
      body.run();
    } else {
      nest(depth - 1, body);
    }
  }

  @Test
  void reportOfACoroutineNeverAwaitedShowsWhereItWasMade() {
    loop.runUntilComplete(loop.createTask(DebugModeTest::forget));

    loop.close();

    assertThat(reports.only().message()).endsWith("was never awaited");
    assertThat(methods(reports.only().sourceTraceback())).endsWith("forget");
  }

  private static void forget() {
    coroutine(() -> 1);
  }

  @Test
  void reportOfAFailedCallbackShowsWhereItWasScheduled() {
    schedule(
        () -> {
          throw new IllegalStateException("broken");
        });
    loop.runUntilComplete(loop.createTask(() -> sleep(0)));

    assertThat(methods(reports.only().handleTraceback())).endsWith("schedule");
  }

  private void schedule(Runnable callback) {
    loop.callSoon(callback);
  }

  // --- stack traces that go on ------------------------------------------------------------------

  private static void fails() {
    sleep(1);
    throw new IllegalStateException("broken");
  }

  private static void middle() {
    await(createTask(DebugModeTest::fails, TaskOptions.named("leaf")));
  }

  private static void top() {
    await(gather(coroutine(DebugModeTest::middle)));
  }

  @Test
  void stackTraceGoesOnThroughTheTasksThatAwait() {
    Task<?> main = loop.createTask(DebugModeTest::top, TaskOptions.named("main"));

    assertThatIllegalStateException()
        .isThrownBy(() -> loop.runUntilComplete(main))
        .satisfies(
            thrown -> {
              var lines =
                  List.of(thrown.getStackTrace()).stream()
                      .map(StackTraceElement::toString)
                      .filter(line -> line.contains("DebugModeTest"))
                      .map(line -> line.replaceAll(".*userland\\.|:\\d+\\)", ""))
                      .toList();
              assertThat(lines)
                  .startsWith("DebugModeTest.fails(DebugModeTest.java")
                  .contains("DebugModeTest.middle(DebugModeTest.java");
              assertThat(thrown.getStackTrace())
                  .extracting(StackTraceElement::toString)
                  .anyMatch(line -> line.matches("awaited by task 'Task-\\d+' at .*middle\\(.*"))
                  .anyMatch(line -> line.matches("awaited by task 'main' at .*top\\(.*"));
            });
  }

  /** The JDK's own traces have an end, too; without one, a chain of n tasks would take n² time. */
  @Test
  void stackTraceThroughAVeryLongChainOfTasksEnds() {
    var failure = new IllegalStateException("innermost");

    loop.runUntilComplete(
        () -> {
          Future<Object> innermost = loop.createFuture();
          Future<Object> chain = innermost;
          for (int i = 0; i < 4_000; i++) {
            Future<Object> awaited = chain;
            chain = createTask(() -> await(awaited));
          }
          Future<Object> head = chain;
          sleep(0);
          innermost.setException(failure);
          assertThatThrownBy(() -> await(head)).isSameAs(failure);
        });

    assertThat(failure.getStackTrace().length).isBetween(2_048, 2_100);
  }

  @Test
  void eachAwaiterOfAFailedFutureContinuesFromTheFailure() {
    List<List<String>> trails = new ArrayList<>();
    Action awaiting =
        () -> {
          try {
            fail.await();
          } catch (IllegalStateException caught) {
            trails.add(
                Stream.of(caught.getStackTrace())
                    .map(StackTraceElement::getClassName)
                    .filter(name -> name.startsWith("awaited by"))
                    .map(name -> name.replaceAll("^awaited by task '(.*)' at .*", "$1"))
                    .toList());
          }
        };
    fail = new Awaited(loop);
    Task<?> one = loop.createTask(awaiting, TaskOptions.named("one"));
    Task<?> other = loop.createTask(awaiting, TaskOptions.named("other"));
    loop.callSoon(() -> fail.future.setException(new IllegalStateException("broken")));
    loop.runUntilComplete(one);
    loop.runUntilComplete(other);

    assertThat(trails).containsExactly(List.of("one"), List.of("other"));
  }

  private Awaited fail;

  /** A future, and a method of the user that awaits it. */
  private static final class Awaited {
    private final Future<String> future;

    Awaited(EventLoop loop) {
      future = loop.createFuture();
    }

    void await() {
      Asyncio.await(future);
    }
  }

  @Test
  void awaitingTwiceInOnePlaceExtendsTheTraceOnce() {
    Task<?> main =
        loop.createTask(
            () -> {
              Task<?> failing = createTask(DebugModeTest::fails);
              for (int i = 0; i < 2; i++) {
                try {
                  await(failing);
                } catch (IllegalStateException expected) {
                  assertThat(expected).hasMessage("broken");
                }
              }
              assertThat(failing.exception().getStackTrace())
                  .filteredOn(frame -> frame.getClassName().startsWith("awaited by"))
                  .hasSize(1);
            });
    loop.runUntilComplete(main);
  }

  @Test
  void withoutDebugModeTracesAreLeftAlone() {
    loop.setDebug(false);
    Task<?> main = loop.createTask(DebugModeTest::top);

    assertThatIllegalStateException()
        .isThrownBy(() -> loop.runUntilComplete(main))
        .satisfies(
            thrown ->
                assertThat(thrown.getStackTrace())
                    .noneMatch(frame -> frame.getClassName().startsWith("awaited by")));
  }

  // --- threads ----------------------------------------------------------------------------------

  /** Runs {@code body} on another thread while the loop runs. {@return what it threw} */
  private Throwable thrownOnAnotherThread(Runnable body) {
    var thrown = new AtomicReference<Throwable>();
    loop.callSoon(
        () -> {
          var thread =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          body.run();
                        } catch (Throwable t) {
                          thrown.set(t);
                        }
                      });
          while (thread.isAlive()) {
            Thread.onSpinWait();
          }
          loop.stop();
        });
    loop.runForever();
    return thrown.get();
  }

  @Test
  @Behaviour(249)
  void callsByAnotherThreadAreRefused() {
    Future<String> future = makeFuture();
    future.addDoneCallback(done -> {});

    for (Runnable call :
        List.<Runnable>of(
            () -> loop.callSoon(() -> {}),
            () -> loop.callLater(1, () -> {}),
            () -> loop.callAt(1, () -> {}),
            () -> loop.createTask(() -> 1),
            () -> future.setResult("late"))) {
      assertThat(thrownOnAnotherThread(call))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("non-thread-safe operation")
          .hasMessageContaining("use callSoonThreadsafe");
    }
    assertThat(future.done()).isFalse();
  }

  @Test
  void threadsafeCallsAreNot() {
    assertThat(thrownOnAnotherThread(() -> loop.callSoonThreadsafe(() -> {}))).isNull();
  }

  @Test
  void loopThatIsNotRunningMayBePreparedByAnyThread() throws InterruptedException {
    var task = new AtomicReference<Task<Integer>>();
    Thread.ofPlatform().start(() -> task.set(loop.createTask(() -> 1))).join();

    assertThat(loop.runUntilComplete(task.get())).isEqualTo(1);
  }

  @Test
  @Behaviour(249)
  void withoutDebugModeNobodyLooks() {
    loop.setDebug(false);

    assertThat(thrownOnAnotherThread(() -> loop.callSoon(() -> {}))).isNull();
  }

  // --- slow steps -------------------------------------------------------------------------------

  private List<String> warnings() {
    return log.records().stream()
        .filter(logged -> logged.getLevel() == Level.WARNING)
        .map(logged -> logged.getMessage())
        .toList();
  }

  @Test
  @Behaviour(251)
  void slowStepIsLoggedWithItsTaskAndDuration() {
    loop.runUntilComplete(
        loop.createTask(
            () -> {
              polls.clock().elapse(Duration.ofMillis(499));
              sleep(0);
              polls.clock().elapse(Duration.ofMillis(500));
              sleep(0);
            },
            TaskOptions.named("slow")));

    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("Executing Task['slow'")
        .endsWith(" took 0.500 seconds");
  }

  @Test
  @Behaviour(251)
  void slowCallbackIsLogged() {
    loop.callSoon(() -> polls.clock().elapse(Duration.ofSeconds(2)));
    loop.runUntilComplete(loop.createTask(() -> sleep(0)));

    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("Executing Handle[")
        .endsWith(" took 2.000 seconds");
  }

  @Test
  @Behaviour(251)
  void withoutDebugModeNothingIsTimed() {
    loop.setDebug(false);
    loop.callSoon(() -> polls.clock().elapse(Duration.ofSeconds(2)));
    loop.runUntilComplete(loop.createTask(() -> sleep(0)));

    assertThat(warnings()).isEmpty();
  }

  @Test
  void debugModeCanBeTurnedOnAndOffWhileTheLoopRuns() {
    loop.setDebug(false);
    loop.runUntilComplete(
        loop.createTask(
            () -> {
              EventLoop running = getRunningLoop();
              running.setDebug(true);
              assertThat(running.createFuture().toString()).contains("created at");
              running.setDebug(false);
              assertThat(running.createFuture()).hasToString("Future[pending]");
            }));
    assertThat(loop.getDebug()).isFalse();
  }

  @Test
  void stackTraceGoesOnThroughAStacklessAwaiter() {
    Future<Object> failing = loop.createFuture();

    loop.runUntilComplete(
        () -> {
          Task<Object> awaiting =
              createTask(coroutine(new Waiting(failing)), TaskOptions.named("stackless"));
          sleep(0);
          failing.setException(new IllegalStateException("broken"));

          assertThatIllegalStateException()
              .isThrownBy(() -> await(awaiting))
              .satisfies(
                  thrown ->
                      assertThat(thrown.getStackTrace())
                          .extracting(StackTraceElement::getClassName)
                          .anyMatch(name -> name.startsWith("awaited by task 'stackless' at ")));
          return null;
        });
  }

  private static final class Waiting implements Stepwise<Object> {
    private final Future<Object> future;

    Waiting(Future<Object> future) {
      this.future = future;
    }

    @Override
    public Object send(Object value) {
      return value == null ? future : DONE;
    }

    @Override
    public Object result() {
      return "waited";
    }
  }
}
