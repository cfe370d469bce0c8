package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.ensureFuture;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.wrapFuture;

import java.util.concurrent.CompletableFuture;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** A {@code CompletionStage} and the future that wraps it. */
final class WrapFutureTest {

  @Test
  @Behaviour(67)
  void cancellingTheWrapperCancelsTheStage() {
    VirtualTime.run(
        () -> {
          var stage = new CompletableFuture<String>();
          Future<String> wrapper = wrapFuture(stage);

          assertThat(wrapper.cancel("stop")).isTrue();
          sleep(0);

          assertThat(stage.isCancelled()).isTrue();
          assertThat(stage.complete("too late")).isFalse();
          assertThatThrownBy(() -> await(wrapper)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  @Behaviour(67)
  void cancellingTheStageCancelsTheWrapper() {
    VirtualTime.run(
        () -> {
          var stage = new CompletableFuture<String>();
          Future<String> wrapper = wrapFuture(stage);

          stage.cancel(false);

          assertThatThrownBy(() -> await(wrapper)).isInstanceOf(CancelledError.class);
          assertThat(wrapper.cancelled()).isTrue();
        });
  }

  @Test
  @Behaviour(67)
  void futureOfOursNeedsNoWrapper() {
    VirtualTime.run(
        () -> {
          Future<String> future = getRunningLoop().createFuture();

          assertThat(ensureFuture(future)).isSameAs(future);
          future.cancel();
        });
  }
}
