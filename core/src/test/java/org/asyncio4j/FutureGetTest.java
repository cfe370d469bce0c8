package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code get}: in a task, in a callback of the loop, on another thread. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FutureGetTest {
  private final EventLoop loop = VirtualTime.newEventLoop();
  private final Reports reports = Reports.of(loop);
  private final Future<String> future = loop.createFuture();
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  @FunctionalInterface
  private interface Call {
    Object call() throws Exception;
  }

  /** {@return what a call returns or throws} */
  private static Object outcomeOf(Call call) {
    try {
      return call.call();
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  /** Makes the call on another thread; its outcome is an event. */
  private Thread onAnotherThread(Call call) {
    return Thread.ofPlatform().start(() -> events.add(outcomeOf(call)));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void getInATaskSuspendsTheTask() {
    loop.runUntilComplete(
        () -> {
          createTask(
              () -> {
                events.add("the other task runs");
                future.setResult("result");
              });
          events.add(future.get());
          events.add(future.get());
        });

    assertThat(events).containsExactly("the other task runs", "result", "result");
  }

  @Test
  void getInATaskWrapsFailures() {
    var failure = new IOException("broken");
    loop.callSoon(() -> future.setException(failure));

    Object outcome = loop.runUntilComplete(() -> outcomeOf(future::get));

    assertThat(outcome).isInstanceOf(ExecutionException.class);
    assertThat((Throwable) outcome).hasCause(failure);
  }

  @Test
  void getInATaskTellsThatTheFutureWasCancelled() {
    loop.callSoon(() -> future.cancel("why"));

    Object outcome = loop.runUntilComplete(() -> outcomeOf(future::get));

    assertThat(outcome).isInstanceOf(CancellationException.class);
    assertThat((Throwable) outcome).hasMessage("why").hasCauseInstanceOf(CancelledError.class);
  }

  @Test
  void taskCancelledInGetIsCancelled() {
    Task<String> waiter = loop.createTask(() -> future.get());
    Object outcome =
        loop.runUntilComplete(
            () -> {
              sleep(0);
              waiter.cancel();
              return outcomeOf(() -> Asyncio.await(waiter));
            });

    assertThat(outcome).isInstanceOf(CancelledError.class);
    assertThat(waiter.cancelled()).isTrue();
    assertThat(future.cancelled()).isTrue();
  }

  @Test
  void taskCancelledInGetWithALimitIsCancelledAndTheFutureLeftAlone() {
    Task<String> waiter = loop.createTask(() -> future.get(5, TimeUnit.SECONDS));
    loop.runUntilComplete(
        () -> {
          sleep(0);
          waiter.cancel();
          sleep(1);
        });

    assertThat(waiter.cancelled()).isTrue();
    assertThat(future.done()).isFalse();
  }

  @Test
  void getWithALimitInATaskLeavesTheFutureAloneWhenTheTimeIsUp() {
    Object outcome = loop.runUntilComplete(() -> outcomeOf(() -> future.get(5, TimeUnit.SECONDS)));

    assertThat(outcome).isInstanceOf(TimeoutException.class);
    assertThat((Throwable) outcome).hasMessage("Future[pending] was not done within 5 SECONDS");
    assertThat(loop.time()).isEqualTo(5);
    assertThat(future.done()).isFalse();
  }

  @Test
  void getWithALimitInATaskGivesWhatComesInTime() {
    loop.callLater(4, () -> future.setResult("result"));

    Object outcome = loop.runUntilComplete(() -> outcomeOf(() -> future.get(5, TimeUnit.SECONDS)));

    assertThat(outcome).isEqualTo("result");
    assertThat(loop.time()).isEqualTo(4);
  }

  @Test
  void getInACallbackOfTheLoopIsRefusedUnlessTheFutureIsDone() {
    loop.callSoon(() -> events.add(outcomeOf(future::get)));
    loop.callSoon(() -> events.add(outcomeOf(() -> future.get(1, TimeUnit.SECONDS))));
    loop.callSoon(() -> future.setResult("result"));
    loop.callSoon(() -> events.add(outcomeOf(future::get)));
    loop.callSoon(() -> events.add(outcomeOf(() -> future.get(1, TimeUnit.SECONDS))));
    loop.callSoon(loop::stop);
    loop.runForever();

    for (Object refused : events.subList(0, 2)) {
      assertThat(refused).isInstanceOf(IllegalStateException.class);
      assertThat((Throwable) refused)
          .hasMessage(
              "get() on the loop's own thread would wait for ever: await Future[pending] in a"
                  + " task");
    }
    assertThat(events.subList(2, 4)).containsExactly("result", "result");
  }

  @Test
  void taskThatGetsItselfIsRefused() {
    var self = new ArrayList<Task<String>>();
    self.add(loop.createTask(() -> self.getFirst().get()));

    Object outcome = outcomeOf(() -> loop.runUntilComplete(self.getFirst()));

    assertThat((Throwable) outcome)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .rootCause()
        .hasMessageEndingWith("cannot await itself");
  }

  @Test
  void getOnAnotherThreadBlocksItUntilTheLoopHasMadeTheFutureDone() {
    loop.runUntilComplete(
        () -> {
          Thread other = onAnotherThread(future::get);
          TestLoops.awaitBlocked(other);
          events.add("done");
          future.setResult("result");
          // Not joined in the loop, which has to serve the other thread.
          loop.callSoon(() -> {});
          while (events.size() < 2) {
            sleep(0);
          }
          join(other);
        });

    assertThat(events).containsExactly("done", "result");
  }

  @Test
  void getOnAnotherThreadOfADoneFutureReturnsAtOnce() {
    var failure = new IOException("broken");
    Future<String> failed = loop.createFuture();
    failed.setException(failure);
    Future<String> cancelled = loop.createFuture();
    cancelled.cancel();
    future.setResult("result");

    join(onAnotherThread(future::get));
    join(onAnotherThread(() -> future.get(1, TimeUnit.NANOSECONDS)));
    join(onAnotherThread(failed::get));
    join(onAnotherThread(cancelled::get));

    assertThat(events.subList(0, 2)).containsExactly("result", "result");
    assertThat(events.get(2)).isInstanceOf(ExecutionException.class);
    assertThat((Throwable) events.get(2)).hasCause(failure);
    assertThat(events.get(3)).isInstanceOf(CancellationException.class);
  }

  @Test
  void getOnAnotherThreadBeforeTheLoopRunsWaitsForIt() {
    Task<String> task = loop.createTask(() -> "result");
    Thread other = onAnotherThread(task::get);
    TestLoops.awaitBlocked(other);

    loop.runUntilComplete(task);

    join(other);
    assertThat(events).containsExactly("result");
  }

  @Test
  void getOnAnotherThreadReturnsThoughItsTaskIsTheLastThatTheLoopRuns() {
    var main = new ArrayList<Task<String>>();
    var other = new ArrayList<Thread>();
    main.add(
        loop.createTask(
            () -> {
              other.add(onAnotherThread(main.getFirst()::get));
              TestLoops.awaitBlocked(other.getFirst());
              return "result";
            }));

    loop.runUntilComplete(main.getFirst());

    join(other.getFirst());
    assertThat(events).containsExactly("result");
  }

  @Test
  void getOnAnotherThreadGivesUpWhenItsTimeIsUp() {
    join(onAnotherThread(() -> future.get(1, TimeUnit.NANOSECONDS)));

    assertThat(events.getFirst()).isInstanceOf(TimeoutException.class);
    assertThat(future.done()).isFalse();
  }

  @Test
  void getOnAnotherThreadIsInterruptible() {
    Thread other = onAnotherThread(future::get);
    other.interrupt();
    join(other);

    assertThat(events.getFirst()).isInstanceOf(InterruptedException.class);
    assertThat(future.done()).isFalse();
  }

  @Test
  void unitIsRequired() {
    assertThatThrownBy(() -> future.get(1, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("unit");
  }
}
