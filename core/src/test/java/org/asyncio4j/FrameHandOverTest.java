package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that start one after the other on the same frame must not notice that. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FrameHandOverTest {
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
  private static final ContextVar<String> VARIABLE = new ContextVar<>("variable");

  private final List<Object> log = new ArrayList<>();

  @Test
  void eachTaskIsTheCurrentOneWhileItsBodyRuns() {
    Asyncio.run(
        () -> {
          List<Task<Optional<Task<?>>>> tasks = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            tasks.add(createTask(() -> Asyncio.currentTask()));
          }
          for (Task<Optional<Task<?>>> task : tasks) {
            assertThat(await(task).orElseThrow()).isSameAs(task);
            assertThat(task.frame).isNull();
          }
        });
  }

  @Test
  void eachTaskHasItsOwnContextAndNoThreadLocalsOfAnother() {
    Asyncio.run(
        () -> {
          VARIABLE.set("main's");
          Task<?> first =
              createTask(
                  () -> {
                    VARIABLE.set("first's");
                    LOCAL.set("first's");
                    Thread.currentThread().setName("first's");
                    Thread.currentThread().interrupt();
                  });
          Task<String> second =
              createTask(
                  () ->
                      "%s %s %s %s"
                          .formatted(
                              VARIABLE.get(),
                              LOCAL.get(),
                              Thread.currentThread().getName(),
                              Thread.currentThread().isInterrupted()));

          await(first);
          assertThat(await(second)).isEqualTo("main's null asyncio4j-task false");
        });
  }

  @Test
  void callbackBetweenTwoTasksRunsBetweenThem() {
    Asyncio.run(
        () -> {
          Task<?> first = createTask(() -> log.add("first"));
          getRunningLoop().callSoon(() -> log.add("callback " + Asyncio.currentTask().isPresent()));
          Task<?> second = createTask(() -> log.add("second"));
          await(second);
          assertThat(first.done()).isTrue();
        });

    assertThat(log).containsExactly("first", "callback false", "second");
  }

  @Test
  void taskOfTheNextRoundDoesNotStartInThisOne() {
    Asyncio.run(
        () -> {
          createTask(
              () -> {
                log.add("first");
                createTask(() -> log.add("made by first"));
                getRunningLoop().callSoon(() -> log.add("callback of first"));
              });
          createTask(() -> log.add("second"));
          sleep(0);
          log.add("main");
          sleep(0);
        });

    assertThat(log)
        .containsExactly("first", "second", "main", "made by first", "callback of first");
  }

  @Test
  void eachFailsForItself() {
    Asyncio.run(
        () -> {
          Task<String> first = createTask(() -> "result");
          Task<Object> second =
              createTask(
                  () -> {
                    throw new IOException("broken");
                  });
          Task<Object> third =
              createTask(
                  () -> {
                    throw new CancelledError("of itself");
                  });
          Task<String> fourth = createTask(() -> "last");

          assertThat(await(fourth)).isEqualTo("last");
          assertThat(first.result()).isEqualTo("result");
          assertThat(second.exception()).isInstanceOf(IOException.class).hasMessage("broken");
          assertThat(third.cancelled()).isTrue();
        });
  }

  @Test
  void oneThatSuspendsKeepsTheFrameAndTheNextOnesGetAnother() {
    Asyncio.run(
        () -> {
          Set<Thread> threads = new HashSet<>();
          Task<?> first = createTask(() -> threads.add(Thread.currentThread()));
          Task<Thread> suspending =
              createTask(
                  () -> {
                    Thread before = Thread.currentThread();
                    sleep(0);
                    assertThat(Thread.currentThread()).isSameAs(before);
                    return before;
                  });
          Task<Thread> after = createTask(() -> Thread.currentThread());

          sleep(0);
          assertThat(first.done()).isTrue();
          assertThat(suspending.done()).isFalse();
          assertThat(after.done()).isTrue();
          assertThat(await(suspending)).isNotSameAs(await(after));
        });
  }

  @Test
  void whatLeavesTheLoopLeavesItFromALaterTaskToo() {
    EventLoop loop = EventLoop.create();
    List<Task<?>> tasks = new ArrayList<>();
    tasks.add(loop.createTask(() -> log.add("first")));
    tasks.add(
        loop.createTask(
            () -> {
              throw new SystemExit(3);
            }));
    tasks.add(loop.createTask(() -> log.add("third")));

    assertThatExceptionOfType(SystemExit.class).isThrownBy(loop::runForever);
    assertThat(log).containsExactly("first");
    loop.runUntilComplete(tasks.get(2));
    assertThat(log).containsExactly("first", "third");
    loop.close();
  }

  @Test
  void cancelledBeforeItStartsDoesNotStart() {
    Asyncio.run(
        () -> {
          Task<?> first = createTask(() -> log.add("first"));
          Task<?> second = createTask(() -> log.add("second"));
          Task<?> third = createTask(() -> log.add("third"));
          second.cancel();
          await(third);
          assertThat(first.done()).isTrue();
          assertThat(second.cancelled()).isTrue();
        });

    assertThat(log).containsExactly("first", "third");
  }

  @Test
  void cancelledByTheOneBeforeDoesNotStart() {
    Asyncio.run(
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          tasks.add(createTask(() -> tasks.get(1).cancel()));
          tasks.add(createTask(() -> log.add("second")));
          tasks.add(createTask(() -> log.add("third")));
          await(tasks.get(2));
          assertThat(tasks.get(1).cancelled()).isTrue();
        });

    assertThat(log).containsExactly("third");
  }

  @Test
  void eagerStartInALaterTaskEndsBeforeThatGoesOn() {
    Asyncio.run(
        () -> {
          createTask(() -> log.add("first"));
          Task<?> second =
              createTask(
                  () -> {
                    createTask(
                        () -> log.add("eager"),
                        TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER));
                    log.add("second");
                  });
          createTask(() -> log.add("third"));
          await(second);
        });

    assertThat(log).containsExactly("first", "eager", "second", "third");
  }

  @Test
  void laterTaskThatBlocksInTheJdkDoesNotHoldUpTheOthers() {
    CountDownLatch opened = new CountDownLatch(1);
    // The hand-off engine's baton stays with a task that blocks.
    boolean suspends = !"handoff".equals(System.getProperty("asyncio4j.engine"));
    Asyncio.run(
        () -> {
          Task<?> first = createTask(() -> log.add("first"));
          Task<?> blocking =
              createTask(
                  () -> {
                    if (suspends) {
                      opened.await();
                    }
                    log.add("blocking");
                  });
          Task<?> third =
              createTask(
                  () -> {
                    log.add("third");
                    opened.countDown();
                  });
          gather(first, blocking, third);
          await(blocking);
        });

    assertThat(log).containsExactlyInAnyOrder("first", "blocking", "third");
  }

  @Test
  void observerAddedByOneTaskIsToldOfTheNextOnes() {
    List<String> told = new ArrayList<>();
    LoopObserver observer =
        new LoopObserver() {
          @Override
          public void stepBegins(Task<?> task) {
            told.add("begins " + task.getName());
          }

          @Override
          public void stepEnds(Task<?> task) {
            told.add("ends " + task.getName());
          }
        };
    Asyncio.run(
        () -> {
          createTask(() -> log.add("first"), TaskOptions.named("first"));
          createTask(() -> getRunningLoop().addObserver(observer), TaskOptions.named("second"));
          createTask(() -> log.add("third"), TaskOptions.named("third"));
          sleep(0);
          getRunningLoop().removeObserver(observer);
        });

    assertThat(told).contains("begins third", "ends third").doesNotContain("begins second");
    assertThat(told).doesNotContain("ends first");
  }

  @Test
  void chainOfTasksLeavesTimeForTimers() {
    Asyncio.run(
        () -> {
          Future<String> rung = getRunningLoop().createFuture();
          getRunningLoop().callLater(0.001, () -> rung.setResult("rung"));
          startNextUntil(rung);
          assertThat(await(rung)).isEqualTo("rung");
        });
  }

  private static void startNextUntil(Future<?> end) {
    createTask(
        () -> {
          if (!end.done()) {
            startNextUntil(end);
          }
        });
  }

  @Test
  void stacklessTaskAfterOneWithAStackMakesItsSteps() {
    Asyncio.run(
        () -> {
          Task<String> first = createTask(() -> "first");
          Task<String> second = createTask(Asyncio.coroutine(new Twice()));
          assertThat(await(second)).isEqualTo("twice");
          assertThat(first.result()).isEqualTo("first");
        });
  }

  private static final class Twice extends StateMachine<String> {
    @Override
    protected Object step(int state, Object value) {
      return state == 0 ? pause(1) : done("twice");
    }
  }
}
