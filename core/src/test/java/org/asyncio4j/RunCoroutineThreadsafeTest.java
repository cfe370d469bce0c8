package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handing coroutines to a loop that runs on another thread. */
@Timeout(60)
final class RunCoroutineThreadsafeTest {
  private final EventLoop loop = EventLoop.create();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread = Thread.ofPlatform().unstarted(loop::runForever);

  @BeforeEach
  void start() {
    thread.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    stopLoop();
    loop.close();
  }

  private void stopLoop() throws InterruptedException {
    loop.callSoonThreadsafe(loop::stop);
    thread.join();
  }

  @Test
  @Behaviour(242)
  void resultReachesTheThread() throws Exception {
    CompletableFuture<String> outcome = runCoroutineThreadsafe(() -> sleep(0, "result"), loop);

    assertThat(outcome.get()).isEqualTo("result");
  }

  @Test
  @Behaviour(242)
  void exceptionReachesTheThreadAndNobodyElse() throws InterruptedException {
    var failure = new IOException("broken");
    CompletableFuture<Object> outcome =
        runCoroutineThreadsafe(
            () -> {
              sleep(0);
              throw failure;
            },
            loop);

    assertThatThrownBy(outcome::get).isInstanceOf(ExecutionException.class).hasCause(failure);
    stopLoop();
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(242)
  void timeoutReachesTheThreadAndCancellingThenEndsTheTask() throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    CompletableFuture<?> outcome =
        runCoroutineThreadsafe(
            () -> {
              try {
                begun.countDown();
                sleep(3600);
              } catch (CancelledError cancelled) {
                events.add("cancelled");
                throw cancelled;
              } finally {
                ended.countDown();
              }
            },
            loop);

    begun.await(); // a task that is cancelled before does not run
    assertThatThrownBy(() -> outcome.get(10, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(events).isEmpty();
    assertThat(outcome.cancel(true)).isTrue();

    ended.await();
    assertThat(events).containsExactly("cancelled");
    assertThatThrownBy(outcome::get).isInstanceOf(CancellationException.class);
  }

  @Test
  @Behaviour(242)
  void taskThatIsCancelledCancelsWhatTheThreadWaitsFor() {
    CompletableFuture<Void> outcome =
        runCoroutineThreadsafe(
            () -> {
              Asyncio.currentTask().orElseThrow().cancel();
              sleep(1);
            },
            loop);

    assertThatThrownBy(outcome::get).isInstanceOf(CancellationException.class);
  }

  @Test
  @Behaviour(242)
  void failingTaskFactoryReachesTheThreadAndTheExceptionHandler() throws Exception {
    var failure = new IllegalStateException("no tasks today");
    var set = new CountDownLatch(1);
    loop.callSoonThreadsafe(
        () -> {
          loop.setTaskFactory(
              (_, _, _) -> {
                throw failure;
              });
          set.countDown();
        });
    set.await();

    CompletableFuture<?> outcome = runCoroutineThreadsafe(() -> events.add("ran"), loop);

    assertThatThrownBy(outcome::get).isInstanceOf(ExecutionException.class).hasCause(failure);
    stopLoop();
    assertThat(events).isEmpty();
    assertThat(reports.only().exception()).containsSame(failure);
  }

  @Test
  void contextOfTheThreadIsCopied() throws Exception {
    var variable = new ContextVar<String>("variable");
    var context = new Context();
    String seen =
        context.run(
            () -> {
              variable.set("the thread's");
              CompletableFuture<String> outcome =
                  runCoroutineThreadsafe(
                      () -> {
                        String before = variable.get();
                        variable.set("the task's");
                        return before;
                      },
                      loop);
              return outcome.get() + ", still " + variable.get();
            });

    assertThat(seen).isEqualTo("the thread's, still the thread's");
  }

  // --- cancel of java.util.concurrent.Future ----------------------------------------------------

  @Test
  void cancelFromAnotherThreadReachesATaskThatBlocksInTheJdk() throws Exception {
    assumeFalse(
        System.getProperty("asyncio4j.engine", "loop").equals("handoff"),
        "a blocked task holds the hand-off engine's loop");
    var never = new CountDownLatch(1);
    Task<Object> task =
        started(
            () -> {
              events.add("blocks");
              never.await();
              return "never";
            });
    while (events.isEmpty()) {
      Thread.onSpinWait();
    }
    // One more round, so that the task has blocked.
    runCoroutineThreadsafe(() -> sleep(0), loop).get();

    assertThat(task.cancel(true)).isTrue();

    assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
    assertThat(task.isCancelled()).isTrue();
    assertThat(task.cancel(true)).isFalse();
  }

  @Test
  void cancelFromAnotherThreadReachesATaskThatWaitsInGet() throws Exception {
    Future<Object> future = loop.createFuture();
    Task<Object> task = started(() -> future.get());

    assertThat(task.cancel(false)).isTrue();

    assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
  }

  @Test
  void cancelFromAnotherThreadReachesWhoeverWaitsInGetOnAThird() throws Exception {
    Task<Object> task = started(() -> sleep(3600, "never"));
    var waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    events.add(task.get());
                  } catch (CancellationException | InterruptedException | ExecutionException e) {
                    events.add(e.getClass());
                  }
                });
    TestLoops.awaitBlocked(waiting);

    task.cancel(true);

    waiting.join();
    assertThat(events).containsExactly(CancellationException.class);
  }

  @Test
  void cancelOfATaskThatBlocksOnAThreadsExecutorReachesTheThread() throws Exception {
    var begun = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    Task<Object> task =
        started(
            () ->
                Asyncio.<Object>toThread(
                    () -> {
                      begun.countDown();
                      never.await();
                      return "never";
                    },
                    WhenCancelled.INTERRUPT));
    begun.await();

    assertThat(task.cancel(true)).isTrue();

    assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
  }

  private Task<Object> started(Callable<Object> body) throws Exception {
    var task = new CompletableFuture<Task<Object>>();
    loop.callSoonThreadsafe(() -> task.complete(loop.createTask(body)));
    return task.get();
  }
}
