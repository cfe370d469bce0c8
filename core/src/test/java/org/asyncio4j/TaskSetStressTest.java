package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other threads look at a loop's tasks while it makes and ends them. */
@Timeout(120)
final class TaskSetStressTest {

  @Test
  @Behaviour(82)
  void allTasksOfALoopOnAnotherThreadIsAlwaysAWholePicture() throws Exception {
    var loop = EventLoop.create();
    var over = new AtomicBoolean();
    var wrong = new AtomicReference<Throwable>();
    var onlooker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    try {
                      // The main task is the oldest one, and always there.
                      var seen = Asyncio.allTasks(loop);
                      if (!seen.isEmpty()) {
                        assertThat(seen.iterator().next().getName()).isEqualTo("main");
                        assertThat(seen).doesNotContainNull();
                      }
                    } catch (Throwable t) {
                      wrong.set(t);
                    }
                  }
                });
    var main =
        loop.createTask(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                Asyncio.await(
                    Asyncio.gather(
                        () -> Asyncio.sleep(0),
                        () -> Asyncio.sleep(0),
                        () -> Asyncio.sleep(0)));
              }
            },
            TaskOptions.named("main"));
    loop.runUntilComplete(main);
    over.set(true);
    onlooker.join();
    loop.close();

    assertThat(wrong).hasValue(null);
  }
}
