package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * Small programs as anybody would write them, one for each primitive: none looks for a particular
 * fault. What they say holds under every schedule, and even if one of their tasks is cancelled; and
 * it is enough to find what {@link PlantedBugsTest} plants.
 */
@Explored
final class PrimitiveProgramsTest {
  // What was seen that must not be; noted, because a failure would only end a task.
  private final List<String> wrong = new ArrayList<>();

  private static List<Task<?>> tasks(int count, IntFunction<Action> body) {
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < count; i++) {
      tasks.add(createTask(body.apply(i)));
    }
    return tasks;
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      wrong.add(otherwise);
    }
  }

  /** Tasks that take and give back what there is a limited number of. */
  private final class Users {
    private final int limit;
    private final Callable<Held> acquire;
    private int tickets;
    private int served = -1;
    private int holders;

    Users(int limit, Callable<Held> acquire) {
      this.limit = limit;
      this.acquire = acquire;
    }

    void run() throws Exception {
      Asyncio.wait(tasks(4, _ -> this::twice));
    }

    private void twice() throws Exception {
      for (int i = 0; i < 2; i++) {
        sleep(0);
        int ticket = tickets++;
        try (var _ = acquire.call()) {
          holders++;
          require(holders <= limit, holders + " inside");
          require(limit > 1 || ticket > served, "served before an earlier one: " + ticket);
          served = ticket;
          try {
            sleep(i);
          } finally {
            holders--;
          }
        }
      }
    }
  }

  @Test
  @Behaviour({203, 205})
  void lockLetsOneInAtATimeInOrderOfArrival() {
    var lock = new Lock();
    Scenario.run(
        () -> new Users(1, lock::acquire).run(),
        () -> {
          assertThat(wrong).isEmpty();
          assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
        });
  }

  @Test
  @Behaviour({214, 215})
  void semaphoreOfOneIsFairToo() {
    var semaphore = new Semaphore(1);
    Scenario.run(
        () -> new Users(1, semaphore::acquire).run(),
        () -> {
          assertThat(wrong).isEmpty();
          assertThat(semaphore).hasToString("Semaphore[value=1, waiters=0]");
        });
  }

  @Test
  @Behaviour({214, 215})
  void semaphoreLosesNoPermit() {
    var semaphore = new Semaphore(2);
    Scenario.run(
        () -> new Users(2, semaphore::acquire).run(),
        () -> {
          assertThat(wrong).isEmpty();
          assertThat(semaphore).hasToString("Semaphore[value=2, waiters=0]");
        });
  }

  @Test
  @Behaviour({210, 211, 212})
  void signalOfAConditionReachesSomebodyWhoNeedsIt() {
    var condition = new Condition();
    int[] tokens = new int[1];
    int[] takersLeft = new int[1];
    Action take =
        () -> {
          takersLeft[0]++;
          try (var _ = condition.acquire()) {
            condition.awaitUntil(() -> tokens[0] > 0);
            require(condition.locked(), "a waiter has returned without the lock");
            tokens[0]--;
          } finally {
            takersLeft[0]--;
          }
        };
    Scenario.run(
        () -> {
          var takers = tasks(3, _ -> take);
          for (int i = 0; i < 2; i++) {
            try (var _ = condition.acquire()) {
              tokens[0]++;
              condition.signal();
              sleep(0);
            }
          }
          settle();
          require(tokens[0] == 0 || takersLeft[0] == 0, "a token is there, and takers wait");
          takers.forEach(Task::cancel);
          Asyncio.wait(takers);
        },
        () -> {
          assertThat(wrong).isEmpty();
          assertThat(condition).hasToString("Condition[unlocked, waiters=0]");
        });
  }

  @Test
  @Behaviour({220, 221, 222, 223, 226})
  void queueLosesNoItem() {
    var queue = new Queue<Integer>(1);
    int[] put = new int[1];
    var got = new ArrayList<Integer>();
    Action putter =
        () -> {
          for (int i = 0; i < 3; i++) {
            queue.put(i);
            put[0]++;
          }
        };
    Action getter =
        () -> {
          try {
            while (true) {
              got.add(queue.get());
              sleep(0);
            }
          } catch (QueueShutDownException _) {
            // nothing is left
          }
        };
    Scenario.run(
        () -> {
          var getters = tasks(2, _ -> getter);
          Asyncio.wait(tasks(2, _ -> putter));
          queue.shutdown();
          Asyncio.wait(getters);
        },
        () -> {
          assertThat(wrong).isEmpty();
          assertThat(got).hasSize(put[0] - queue.qsize());
        });
  }

  @Test
  @Behaviour({220, 221})
  void everyGetterOfAQueueGetsAnItem() {
    var queue = new Queue<Integer>();
    Action getter =
        () -> {
          try {
            queue.get();
          } catch (QueueEmptyException _) {
            require(false, "get has not waited for an item");
          }
        };
    Scenario.run(
        () -> {
          var getters = tasks(3, _ -> getter);
          Asyncio.wait(
              tasks(
                  3,
                  i ->
                      () -> {
                        sleep(0);
                        queue.put(i);
                      }));
          settle();
          require(
              queue.empty() || getters.stream().allMatch(Task::done), "one waits, and needs not");
          getters.forEach(Task::cancel);
          Asyncio.wait(getters);
        },
        () -> assertThat(wrong).isEmpty());
  }

  @Test
  @Behaviour(225)
  void joinOfAQueueEndsWhenAllIsDone() {
    var queue = new Queue<Integer>();
    int[] left = {4};
    Action worker =
        () -> {
          while (true) {
            queue.get();
            try {
              sleep(0);
            } finally {
              left[0]--;
              queue.taskDone();
            }
          }
        };
    Scenario.run(
        () -> {
          var workers = tasks(2, _ -> worker);
          for (int i = 0; i < 4; i++) {
            queue.put(i);
          }
          queue.join();
          require(left[0] == 0, "joined while work was left");
          workers.forEach(Task::cancel);
          Asyncio.wait(workers);
        },
        () -> assertThat(wrong).isEmpty());
  }

  @Test
  @Behaviour(208)
  void eventLetsAllPass() {
    var event = new Event();
    Scenario.run(
        () -> {
          var waiters = tasks(3, _ -> event::await);
          sleep(0);
          event.set();
          Asyncio.wait(waiters);
        },
        () -> {
          assertThat(wrong).isEmpty();
          assertThat(event.toString()).contains("waiters=0");
        });
  }

  @Test
  @Behaviour({217, 218})
  void barrierLetsPairsPass() {
    var barrier = new Barrier(2);
    int[] passed = new int[2];
    Action walker =
        () -> {
          for (int i = 0; i < 2; i++) {
            passed[barrier.await()]++;
            sleep(0);
          }
        };
    Scenario.run(
        () -> {
          var walkers = tasks(2, _ -> walker);
          settle();
          walkers.forEach(Task::cancel);
          Asyncio.wait(walkers);
        },
        () -> {
          if (DisturbedScenario.current() == null) { // else the partner of one may be cancelled
            assertThat(passed[0]).isEqualTo(passed[1]);
          }
          assertThat(barrier).hasToString("Barrier[FILLING, waiting=0/2]");
        });
  }

  @Test
  @Behaviour({217, 218})
  void barrierGivesOutEachNumberOnce() {
    var barrier = new Barrier(2);
    var given = new ArrayList<Integer>();
    Scenario.run(
        () -> {
          var walkers = new ArrayList<Task<?>>();
          for (int i = 0; i < 4; i++) { // so that one may be cancelled while it waits for another
            walkers.add(createTask(() -> given.add(barrier.await())));
            settle();
          }
          walkers.forEach(Task::cancel);
          Asyncio.wait(walkers);
        },
        () -> {
          assertThat(given).allMatch(number -> number < 2);
          assertThat(given).filteredOn(number -> number == 0).hasSizeLessThanOrEqualTo(2);
          assertThat(given).filteredOn(number -> number == 1).hasSizeLessThanOrEqualTo(2);
        });
  }

  @Test
  @Behaviour({217, 219})
  void resetOfABarrierIsForThoseWhoAreThere() {
    var barrier = new Barrier(3);
    Action early =
        () -> {
          try {
            barrier.await();
          } catch (BrokenBarrierException _) {
            // by the reset
          }
        };
    Action late =
        () -> {
          try {
            barrier.await();
          } catch (BrokenBarrierException _) {
            require(false, "broken by a reset before it came");
          }
        };
    Scenario.run(
        () -> {
          var walkers = tasks(1, _ -> early);
          settle();
          barrier.reset();
          walkers.addAll(tasks(3, _ -> late));
          settle();
          walkers.forEach(Task::cancel);
          Asyncio.wait(walkers);
        },
        () -> {
          assertThat(wrong).isEmpty();
          assertThat(barrier).hasToString("Barrier[FILLING, waiting=0/3]");
        });
  }
}
