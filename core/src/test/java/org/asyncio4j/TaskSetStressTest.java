package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other threads look at a loop's tasks while it makes and ends them. */
@Timeout(120)
final class TaskSetStressTest {
  private static final int PASSING = 100;
  private static final int ROUNDS = 600;

  @Test
  @Behaviour(82)
  void allTasksOfALoopOnAnotherThreadMissesNoneThatIsThereAllTheTime() throws Exception {
    var loop = EventLoop.create();
    var over = new AtomicBoolean();
    var staying = new AtomicReference<Set<Task<?>>>(Set.of());
    var wrong = new AtomicReference<String>();
    var onlooker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    Set<Task<?>> expected = staying.get();
                    Set<Task<?>> seen = Asyncio.allTasks(loop);
                    // A torn list ends where a task has just left it.
                    if (staying.get() == expected && !seen.containsAll(expected)) {
                      wrong.set("saw %s, not all of %s".formatted(seen, expected));
                    }
                  }
                });
    loop.runUntilComplete(
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            var gate = new Event();
            var passing = new ArrayDeque<Task<?>>();
            for (int i = 0; i < PASSING; i++) {
              passing.add(Asyncio.createTask(gate::await));
            }
            Set<Task<?>> behindThem = Set.of(Asyncio.createTask(gate::await));
            Asyncio.sleep(0);
            staying.set(behindThem);
            while (!passing.isEmpty()) {
              passing.remove().cancel();
              Asyncio.sleep(0);
            }
            staying.set(Set.of());
            gate.set();
            Asyncio.wait(behindThem);
          }
        });
    over.set(true);
    onlooker.join();
    loop.close();

    assertThat(wrong).hasValue(null);
  }
}
