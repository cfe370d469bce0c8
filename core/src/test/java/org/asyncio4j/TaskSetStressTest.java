package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other threads look at a loop's tasks while it makes and ends them. */
@Timeout(120)
final class TaskSetStressTest {
  private static final int ALIVE = 20;

  @Test
  @Behaviour(82)
  void allTasksOfALoopOnAnotherThreadIsAlwaysAWholePicture() throws Exception {
    var loop = EventLoop.create();
    var steady = new AtomicBoolean();
    var over = new AtomicBoolean();
    var wrong = new AtomicReference<String>();
    var onlooker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    boolean complete = steady.get();
                    int seen = Asyncio.allTasks(loop).size();
                    // A torn list ends where a task has just left it.
                    if (complete && !over.get() && seen < ALIVE) {
                      wrong.set("saw %d tasks of at least %d".formatted(seen, ALIVE));
                    }
                  }
                });
    loop.runUntilComplete(
        () -> {
          var gate = new Event();
          var alive = new ArrayDeque<Task<?>>();
          for (int i = 0; i < 100_000; i++) {
            alive.add(Asyncio.createTask(gate::await));
            Asyncio.sleep(0);
            if (alive.size() > ALIVE) {
              steady.set(true);
              alive.remove().cancel(); // the oldest: its links are what an onlooker follows first
              Asyncio.sleep(0);
            }
          }
          over.set(true);
          gate.set();
          Asyncio.wait(alive);
        });
    onlooker.join();
    loop.close();

    assertThat(wrong).hasValue(null);
  }
}
