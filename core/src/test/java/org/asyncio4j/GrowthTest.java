package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is done to each of n takes time in proportion to n. A square would take 64 times the time
 * for eight times as many; it is told from other work of a busy machine by the best of several
 * tries.
 */
@Tag("one-engine")
final class GrowthTest {
  private static final int FEW = 2_000;
  private static final int TIMES = 8;
  private static final int MOST_GROWTH = 30;
  private static final int TRIES = 6;
  private static final long TOO_SHORT_TO_MEASURE = 3_000_000;

  /** Prepares n of something in a running loop; what is returned is measured. */
  private enum Work {
    CANCEL_SHIELDS_OF_ONE_FUTURE(
        n -> {
          Future<String> one = getRunningLoop().createFuture();
          return cancelling(n, i -> createTask(() -> await(shield(one))));
        }),
    CANCEL_WAITS_FOR_ONE_FUTURE(
        n -> {
          Future<String> one = getRunningLoop().createFuture();
          return cancelling(n, i -> createTask(() -> Asyncio.wait(List.of(one))));
        }),
    CANCEL_WAITS_IN_REVERSE(
        n -> {
          Future<String> one = getRunningLoop().createFuture();
          var tasks = waiting(n, i -> createTask(() -> Asyncio.wait(List.of(one))));
          Collections.reverse(tasks);
          return () -> cancelAll(tasks);
        }),
    LEAVE_GATHERS_OF_ONE_FUTURE(
        n -> {
          Future<String> one = getRunningLoop().createFuture();
          var failing = new ArrayList<Future<String>>();
          for (int i = 0; i < n; i++) {
            Future<String> fails = getRunningLoop().createFuture();
            failing.add(fails);
            Asyncio.gather(List.of(one, fails)).addDoneCallback(Future::exception);
          }
          return () -> {
            failing.forEach(fails -> fails.setException(new IllegalStateException("fails")));
            sleep(0);
            sleep(0);
          };
        }),
    END_TIMED_GETS_OF_ONE_FUTURE(
        n -> {
          Future<String> one = getRunningLoop().createFuture();
          return cancelling(n, i -> createTask(() -> Asyncio.waitFor(shield(one), 60)));
        }),
    CANCEL_GETS_OF_ONE_COMPLETABLE_FUTURE(
        n -> {
          Future<String> one = getRunningLoop().createFuture();
          var copy = one.toCompletableFuture();
          return cancelling(n, i -> createTask(() -> copy.get()));
        }),
    END_COPIES_OF_ONE_FUTURE_ELSEWHERE(
        n -> {
          Future<String> one = getRunningLoop().createFuture();
          var copies = new ArrayList<CompletableFuture<String>>();
          for (int i = 0; i < n; i++) {
            copies.add(one.toCompletableFuture());
          }
          return () -> {
            copies.forEach(copy -> copy.complete("elsewhere"));
            sleep(0);
            sleep(0);
          };
        }),
    GATHER_ONE_COROUTINE_MANY_TIMES(
        n -> {
          var tasks = new ArrayList<Awaitable<Integer>>();
          for (int i = 0; i < n; i++) {
            tasks.add(createTask(() -> 1));
          }
          Coroutine<Integer> one = Asyncio.coroutine(() -> 1);
          tasks.addAll(Collections.nCopies(n, one));
          return () -> await(Asyncio.gather(tasks));
        }),
    CANCEL_QUEUE_GETTERS(
        n -> {
          var queue = new Queue<String>();
          return cancelling(n, i -> createTask(queue::get));
        }),
    CANCEL_QUEUE_GETTERS_IN_REVERSE(
        n -> {
          var queue = new Queue<String>();
          var tasks = waiting(n, i -> createTask(queue::get));
          Collections.reverse(tasks);
          return () -> cancelAll(tasks);
        }),
    CANCEL_EVERY_SECOND_LOCK_WAITER_FROM_THE_END(
        n -> {
          var lock = new Lock();
          lock.acquire();
          var tasks = waiting(n, i -> createTask(() -> lock.acquire().close()));
          Collections.reverse(tasks);
          return () -> {
            for (int i = 0; i < n; i += 2) {
              tasks.get(i).cancel();
            }
            lock.release();
            Asyncio.wait(tasks);
          };
        }),
    RELEASE_A_SEMAPHORE_FOR_MANY_AT_ONCE(
        n -> {
          var semaphore = new Semaphore(0);
          var tasks = waiting(n, i -> createTask(() -> semaphore.acquire()));
          return () -> {
            for (int i = 0; i < n; i++) {
              semaphore.release();
            }
            Asyncio.wait(tasks);
          };
        }),
    SIGNAL_A_CONDITION_ONE_BY_ONE(
        n -> {
          var condition = new Condition();
          var tasks =
              waiting(
                  n,
                  i ->
                      createTask(
                          () -> {
                            try (var _ = condition.acquire()) {
                              condition.await();
                            }
                          }));
          return () -> {
            try (var _ = condition.acquire()) {
              for (int i = 0; i < n; i++) {
                condition.signal();
              }
            }
            Asyncio.wait(tasks);
          };
        }),
    CANCEL_EVENT_WAITERS(
        n -> {
          var event = new Event();
          return cancelling(n, i -> createTask(event::await));
        }),
    CANCEL_TIMERS(
        n -> {
          var timers = new ArrayList<TimerHandle>();
          for (int i = 0; i < n; i++) {
            timers.add(getRunningLoop().callLater(60 + i % 7, () -> {}));
          }
          return () -> {
            timers.forEach(Handle::cancel);
            sleep(0);
          };
        }),
    END_A_GROUP(
        n -> {
          return () ->
              TaskGroup.run(
                  group -> {
                    for (int i = 0; i < n; i++) {
                      group.createTask(() -> sleep(0));
                    }
                  });
        }),
    CLOSE_GENERATORS(
        n -> {
          var generators = new ArrayList<AsyncGenerator<Integer>>();
          for (int i = 0; i < n; i++) {
            AsyncGenerator<Integer> generator = Asyncio.asyncGenerator(out -> out.emit(1));
            generator.anext();
            generators.add(generator);
          }
          return () -> generators.forEach(AsyncGenerator::aclose);
        }),
    SET_CONTEXT_VARIABLES_AND_COPY(
        n -> {
          var variables = new ArrayList<ContextVar<Integer>>();
          for (int i = 0; i < n; i++) {
            variables.add(new ContextVar<>("variable"));
          }
          return () -> {
            for (ContextVar<Integer> variable : variables) {
              variable.set(1);
              getRunningLoop().callSoon(() -> assertThat(variable.get()).isEqualTo(1));
            }
            sleep(0);
          };
        }),
    CANCEL_A_CHAIN_OF_TASKS(
        n -> {
          var head = new Task<?>[] {createTask(() -> sleep(60))};
          for (int i = 1; i < n; i++) {
            Task<?> before = head[0];
            head[0] = createTask(() -> await(before));
          }
          sleep(0);
          sleep(0);
          return () -> {
            head[0].cancel();
            Asyncio.wait(List.of(head[0]));
          };
        });

    private final IntFunction<Action> prepare;

    Work(IntFunction<Action> prepare) {
      this.prepare = prepare;
    }

    private static Action cancelling(int n, IntFunction<Task<?>> task) {
      var tasks = waiting(n, task);
      return () -> cancelAll(tasks);
    }

    private static List<Task<?>> waiting(int n, IntFunction<Task<?>> task) {
      var tasks = new ArrayList<Task<?>>();
      for (int i = 0; i < n; i++) {
        tasks.add(task.apply(i));
      }
      sleep(0);
      sleep(0);
      return tasks;
    }

    private static void cancelAll(List<Task<?>> tasks) {
      tasks.forEach(Task::cancel);
      Asyncio.wait(tasks);
    }

    long nanos(int n) {
      var nanos = new long[1];
      run(
          () -> {
            Action work = prepare.apply(n);
            long began = System.nanoTime();
            work.run();
            nanos[0] = System.nanoTime() - began;
          });
      return nanos[0];
    }
  }

  @ParameterizedTest
  @EnumSource(Work.class)
  void takesTimeInProportionToHowMany(Work work) {
    long fewest = Long.MAX_VALUE;
    long most = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && (i < 2 || most > MOST_GROWTH * fewest); i++) {
      fewest = Math.min(fewest, Math.max(work.nanos(FEW), TOO_SHORT_TO_MEASURE));
      most = Math.min(most, work.nanos(TIMES * FEW));
    }

    assertThat(most).isLessThan(MOST_GROWTH * fewest);
  }

  @Test
  void endOfARunCancelsAChainOfHundredThousandTasks() {
    var cancelled = new int[1];
    run(
        () -> {
          Task<?> last = createTask(() -> sleep(60));
          for (int i = 0; i < 100_000; i++) {
            Task<?> before = last;
            last = createTask(() -> await(before));
            last.addDoneCallback(count(cancelled));
          }
          sleep(0);
          sleep(0);
        });

    assertThat(cancelled[0]).isEqualTo(100_000);
  }

  private static <T> Consumer<Future<T>> count(int[] cancelled) {
    return done -> cancelled[0] += done.cancelled() ? 1 : 0;
  }
}
