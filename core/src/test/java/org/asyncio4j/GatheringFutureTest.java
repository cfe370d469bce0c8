package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class GatheringFutureTest {

  @Test
  @Behaviour(153)
  void secondCancelIsRefusedOnceAllChildrenAreDone() {
    VirtualTime.run(
        () -> {
          Future<String> child = getRunningLoop().createFuture();
          Future<List<String>> gathering = gather(child);

          assertThat(gathering.cancel()).isTrue();
          assertThat(child.done()).isTrue();
          assertThat(gathering.done()).isFalse();
          assertThat(gathering.cancel()).isFalse();
          assertThatThrownBy(() -> await(gathering)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  @Behaviour(153)
  void cancelThatFindsAllChildrenDoneReachesTheTaskThatAwaitsTheGather() {
    VirtualTime.run(
        () -> {
          Future<?> start = getRunningLoop().createFuture();
          var awaiting = new ArrayList<Task<?>>();
          Task<?> child =
              createTask(
                  () -> {
                    await(start);
                    awaiting.getFirst().cancel("first");
                    currentTask().orElseThrow().uncancel();
                    getRunningLoop().callSoon(() -> awaiting.getFirst().cancel("second"));
                    throw new IOException("disk");
                  });
          awaiting.add(createTask(() -> await(gather(child))));
          sleep(0);

          start.setResult(null);

          assertThatThrownBy(() -> await(awaiting.getFirst()))
              .isInstanceOf(CancelledError.class)
              .hasMessage("second");
        });
  }

  @Test
  @Behaviour(152)
  void cancelReachesTheUnfinishedChildrenOnly() {
    VirtualTime.run(
        () -> {
          Task<String> finished = createTask(() -> "finished");
          Task<String> running = createTask(() -> sleep(1000, "not reached"));
          Future<List<String>> gathering = gather(finished, running);
          sleep(1);

          assertThat(gathering.cancel("stop")).isTrue();

          assertThatThrownBy(() -> await(gathering))
              .isInstanceOf(CancelledError.class)
              .hasMessage("stop");
          assertThat(running.cancelled()).isTrue();
          assertThat(finished.result()).isEqualTo("finished");
          assertThat(finished.cancelling()).isZero();
        });
  }
}
