package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future.State;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What our futures have from {@link java.util.concurrent.Future}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FutureJavaTest {
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
  void cancelWithAFlagCancelsLikeCancelWithout() {
    loop.runUntilComplete(() -> sleep(0)); // from now on this is the thread that prepares it
    assertThat(future.cancel(true)).isTrue();
    assertThat(future.cancel(false)).isFalse();

    assertThat(future.isCancelled()).isTrue();
    assertThatThrownBy(future::result)
        .isInstanceOfSatisfying(
            CancelledError.class, error -> assertThat(error.reason()).isEmpty());
  }

  /** As an object it still is mayInterruptIfRunning, not the reason "false". */
  @Test
  void flagThatIsAnObjectIsNoReason() {
    loop.runUntilComplete(() -> sleep(0)); // from now on this is the thread that prepares it
    Boolean mayInterrupt = Boolean.FALSE;
    assertThat(future.cancel(mayInterrupt)).isTrue();

    assertThatThrownBy(future::result)
        .isInstanceOfSatisfying(
            CancelledError.class, error -> assertThat(error.reason()).isEmpty());
  }

  @Test
  void cancelWithAFlagReachesATaskFromAnotherThread() {
    Object outcome =
        loop.runUntilComplete(
            () -> {
              Task<?> task = createTask(() -> sleep(1_000));
              sleep(0);
              join(onAnotherThread(() -> task.cancel(true)));
              return outcomeOf(() -> Asyncio.await(task));
            });

    assertThat(outcome).isInstanceOf(CancelledError.class);
    assertThat(events).containsExactly(true);
    assertThat(loop.time()).isZero();
  }

  @Test
  void stateAndItsQuestionsFollowTheOutcome() {
    Future<String> failed = loop.createFuture();
    Future<String> cancelled = loop.createFuture();
    assertThat(future.state()).isEqualTo(State.RUNNING);
    assertThat(future.isDone()).isFalse();
    assertThat(future.isCancelled()).isFalse();

    future.setResult("result");
    failed.setException(new IOException("broken"));
    cancelled.cancel();

    assertThat(List.of(future.state(), failed.state(), cancelled.state()))
        .containsExactly(State.SUCCESS, State.FAILED, State.CANCELLED);
    assertThat(List.of(future, failed, cancelled)).allMatch(Future::isDone);
    assertThat(List.of(future.isCancelled(), failed.isCancelled(), cancelled.isCancelled()))
        .containsExactly(false, false, true);
    assertThat(future.resultNow()).isEqualTo("result");
    assertThat(failed.exceptionNow()).hasMessage("broken");
    assertThatThrownBy(cancelled::resultNow).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void outcomeIsVisibleToAnotherThreadThatSeesItDone() {
    Thread other =
        onAnotherThread(
            () -> {
              while (!future.isDone()) {
                Thread.onSpinWait();
              }
              return future.resultNow();
            });
    future.setResult("result");
    join(other);

    assertThat(events).containsExactly("result");
  }
}
