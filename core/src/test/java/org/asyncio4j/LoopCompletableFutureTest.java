package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toCompletableFuture;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Completable futures that a loop hands out, waited for on that loop and elsewhere. */
@Timeout(60)
final class LoopCompletableFutureTest {

  @Test
  void coroutineIsHandedOutAsATask() {
    VirtualTime.run(
        () -> {
          CompletableFuture<String> handedOut =
              toCompletableFuture(coroutine(() -> sleep(2, "result")));

          CompletableFuture<String> dependent = handedOut.thenApply(result -> result + "!");
          sleep(3);

          assertThat(await(dependent)).isEqualTo("result!");
        });
  }

  @Test
  void futureIsHandedOutAsItIs() {
    VirtualTime.run(
        () -> {
          Future<String> future = getRunningLoop().createFuture();
          CompletableFuture<String> handedOut = toCompletableFuture(future);
          future.setResult("result");

          assertThat(await(handedOut)).isEqualTo("result");
        });
  }

  @Test
  void getAndJoinInATaskSuspendTheTaskInVirtualTime() {
    VirtualTime.run(
        () -> {
          assertThat(toCompletableFuture(coroutine(() -> sleep(2, "got"))).get()).isEqualTo("got");
          assertThat(toCompletableFuture(coroutine(() -> sleep(2, "joined"))).join())
              .isEqualTo("joined");
          assertThat(runCoroutineThreadsafe(() -> sleep(2, "submitted"), getRunningLoop()).get())
              .isEqualTo("submitted");
          assertThatThrownBy(
                  () ->
                      toCompletableFuture(coroutine(() -> sleep(2, "late")))
                          .get(1, TimeUnit.SECONDS))
              .isInstanceOf(TimeoutException.class)
              .hasMessage("not done within 1 SECONDS");
          assertThat(getRunningLoop().time()).isEqualTo(7);
        });
  }

  @Test
  void failuresAreWrappedAsTheJdkDoes() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("broken");
          CompletableFuture<Object> handedOut =
              toCompletableFuture(
                  coroutine(
                      () -> {
                        sleep(1);
                        throw failure;
                      }));

          Task<?> joining = createTask(() -> handedOut.join());
          assertThatThrownBy(handedOut::get)
              .isInstanceOf(ExecutionException.class)
              .hasCause(failure);
          assertThatThrownBy(() -> await(joining))
              .isInstanceOf(CompletionException.class)
              .hasCause(failure);
        });
  }

  @Test
  void joinInACallbackOfTheLoopIsRefused() {
    VirtualTime.run(
        () -> {
          CompletableFuture<String> handedOut =
              toCompletableFuture(coroutine(() -> sleep(1, "result")));
          Future<Throwable> refusal = getRunningLoop().createFuture();
          getRunningLoop()
              .callSoon(
                  () -> {
                    try {
                      handedOut.join();
                    } catch (IllegalStateException refused) {
                      refusal.setResult(refused);
                    }
                  });

          assertThat(await(refusal))
              .hasMessage(
                  "waiting on the loop's own thread would never end: wait in a task or on another"
                      + " thread");
        });
  }

  @Test
  void cancellationOfTheTaskThatWaitsLeavesWhatItWaitsForAlone() {
    VirtualTime.run(
        () -> {
          CompletableFuture<String> handedOut =
              toCompletableFuture(coroutine(() -> sleep(5, "result")));
          Task<String> waiting = createTask(() -> handedOut.get());
          sleep(1);
          waiting.cancel();

          assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
          assertThat(await(handedOut)).isEqualTo("result");
        });
  }

  @Test
  void cancellationCrossesBothBridges() {
    VirtualTime.run(
        () -> {
          // From the stage to the task …
          Task<String> inner = createTask(() -> sleep(1000, "never"));
          CompletableFuture<String> handedOut = toCompletableFuture(inner);
          Task<String> outer = createTask(() -> await(handedOut));
          sleep(1);
          // … and from a task through the stage to another task.
          outer.cancel();

          assertThatThrownBy(() -> await(outer)).isInstanceOf(CancelledError.class);
          assertThat(handedOut.isCancelled()).isTrue();
          sleep(0);
          assertThatThrownBy(() -> await(inner)).isInstanceOf(CancelledError.class);
          assertThatThrownBy(handedOut::join).isInstanceOf(CancellationException.class);
        });
  }
}
