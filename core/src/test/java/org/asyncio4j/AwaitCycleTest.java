package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that await each other in a circle wait for ever, but a cancellation ends all of them. */
final class AwaitCycleTest {
  private final List<Task<?>> circle = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  private void awaitNext(int i, Future<?> begin, boolean gathered) {
    await(begin);
    Task<?> next = circle.get((i + 1) % circle.size());
    try {
      if (gathered) {
        await(gather(next));
      } else {
        await(next);
      }
    } finally {
      events.add("end " + i);
    }
  }

  private void makeCircle(int size, boolean gathered) {
    Future<@Nullable Void> begin = getRunningLoop().createFuture();
    for (int i = 0; i < size; i++) {
      int number = i;
      circle.add(createTask(() -> awaitNext(number, begin, gathered)));
    }
    sleep(0);
    begin.setResult(null);
    sleep(0);
    sleep(0);
  }

  private void cancelAndSeeThemEnd(Object reason) {
    assertThat(circle.getFirst().cancel(reason)).isTrue();
    sleep(1);

    assertThat(circle).allMatch(Task::cancelled);
    assertThat(events).hasSameSizeAs(circle);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 100})
  void cancellingOneOfACircleEndsAll(int size) {
    VirtualTime.run(
        () -> {
          makeCircle(size, false);
          cancelAndSeeThemEnd("enough");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 100})
  void cancellingOneOfACircleOfGathersEndsAll(int size) {
    VirtualTime.run(
        () -> {
          makeCircle(size, true);
          cancelAndSeeThemEnd("enough");
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void circleThatIsLeftIsCleanedUp(boolean gathered) {
    VirtualTime.run(() -> makeCircle(3, gathered));

    assertThat(circle).allMatch(Task::cancelled);
  }
}
