package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.asyncio4j.TestLoops.Polls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The current task and all tasks. */
final class TaskSetTest {
  private final EventLoop loop = new Polls().newLoop();
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private static Task<?> self() {
    return currentTask().orElseThrow();
  }

  @Test
  @Behaviour(80)
  void currentTaskIsRightInInterleavedTasks() {
    loop.runUntilComplete(
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            tasks.add(createTask(this::recordMyselfAcrossSuspensions));
          }
          Task<?> main = self();
          for (Task<?> task : tasks) {
            await(task);
            assertThat(self()).isSameAs(main);
          }
          assertThat(events)
              .containsExactly(
                  tasks.get(0),
                  tasks.get(1),
                  tasks.get(2),
                  tasks.get(0),
                  tasks.get(1),
                  tasks.get(2),
                  tasks.get(0),
                  tasks.get(1),
                  tasks.get(2));
        });
  }

  private void recordMyselfAcrossSuspensions() {
    events.add(self());
    sleep(1);
    events.add(self());
    sleep(0);
    events.add(self());
  }

  @Test
  @Behaviour(80)
  void currentTaskIsNoneBetweenSteps() {
    loop.runForeverSetup();
    try {
      assertThat(currentTask()).isEmpty();
      createTask(() -> sleep(0));
      loop.runOnce();
      assertThat(currentTask()).isEmpty();
      loop.runOnce();
      assertThat(currentTask()).isEmpty();
    } finally {
      loop.runForeverCleanup();
    }
  }

  @Test
  @Behaviour(80)
  void currentTaskNeedsARunningLoop() {
    assertThatThrownBy(Asyncio::currentTask).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Behaviour(81)
  void allTasksAreThoseThatAreNotDoneInOrderOfCreation() {
    loop.runUntilComplete(
        () -> {
          Task<?> current = self();
          Task<?> suspended = createTask(() -> sleep(5));
          Task<?> finished = createTask(() -> 1);
          sleep(0);
          Task<?> unstarted = createTask(() -> sleep(5));
          assertThat(finished.done()).isTrue();

          assertThat(allTasks()).containsExactly(current, suspended, unstarted);
          assertThat(allTasks(loop)).containsExactly(current, suspended, unstarted);
          await(suspended);
          await(unstarted);
          assertThat(allTasks()).containsExactly(current);
        });

    assertThat(allTasks(loop)).isEmpty();
  }

  @Test
  @Behaviour(81)
  void finishedTaskIsExcludedAtOnceWhateverItsEnd() {
    Task<?> fails =
        loop.createTask(
            () -> {
              throw new IllegalStateException("broken");
            });
    Task<?> isCancelled = loop.createTask(() -> sleep(1));
    Task<?> returns = loop.createTask(() -> 1);
    isCancelled.cancel();
    for (Task<?> task : List.of(fails, isCancelled, returns)) {
      task.addDoneCallback(done -> events.add(allTasks()));
    }
    assertThat(allTasks(loop)).containsExactly(fails, isCancelled, returns);

    for (int i = 0; i < 2; i++) {
      loop.stop();
      loop.runForever();
    }

    assertThat(fails.exception()).isNotNull();
    assertThat(events).containsExactly(Set.of(), Set.of(), Set.of());
  }

  @Test
  void setGivenOutIsNotChangedByWhatComesLater() {
    Task<?> task = loop.createTask(() -> 1);
    Set<Task<?>> before = allTasks(loop);

    loop.runUntilComplete(task);

    assertThat(before).containsExactly(task);
  }

  @Test
  @Behaviour(82)
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void makingATaskStaysOneStepThoughAnotherThreadAsksForAllTasks() throws InterruptedException {
    EventLoop real = EventLoop.create();
    var over = new AtomicBoolean();
    var making = new AtomicBoolean();
    var interleaved = new AtomicBoolean();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    allTasks(real);
                  }
                });
    try {
      real.runUntilComplete(
          () -> {
            for (int i = 0; i < 20_000; i++) {
              real.callSoon(() -> interleaved.compareAndSet(false, making.get()));
              making.set(true);
              createTask(() -> {});
              making.set(false);
              sleep(0);
            }
          });
    } finally {
      over.set(true);
      other.join();
      real.close();
    }

    assertThat(interleaved).isFalse();
  }
}
