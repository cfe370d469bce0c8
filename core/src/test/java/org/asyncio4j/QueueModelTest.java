package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * Random producers and consumers, cancelled at random moments, against a collection of the JDK.
 * Times are small whole numbers, so that much happens in the same iteration.
 */
@Explored
final class QueueModelTest {
  private static final int PROGRAMS = 2000;

  @Test
  @Behaviour({220, 221, 222, 223})
  void queueIsFirstInFirstOutAndLosesNothing() {
    check(Queue::new, ArrayDeque::new);
  }

  @Test
  @Behaviour({222, 223})
  void priorityQueueGivesTheLeastAndLosesNothing() {
    check(PriorityQueue::create, java.util.PriorityQueue::new);
  }

  @Test
  @Behaviour({222, 223})
  void lifoQueueGivesTheNewestAndLosesNothing() {
    check(LifoQueue::new, () -> Collections.asLifoQueue(new ArrayDeque<>()));
  }

  private static void check(
      IntFunction<Queue<Integer>> queues,
      java.util.function.Supplier<java.util.Queue<Integer>> models) {
    Seeds.run(
        PROGRAMS,
        random -> new Program(random, queues.apply(random.nextInt(4)), models.get()).play());
  }

  /** Checks each step against the model; at every pause, that nobody waits who need not. */
  private static final class Program {
    private final SplittableRandom random;
    private final Queue<Integer> queue;
    private final java.util.Queue<Integer> model;
    private int waitingGetters;
    private int waitingPutters;
    private int unfinished;

    Program(SplittableRandom random, Queue<Integer> queue, java.util.Queue<Integer> model) {
      this.random = random;
      this.queue = queue;
      this.model = model;
    }

    void play() {
      Scenario.run(
          () -> {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 2 + random.nextInt(5); i > 0; i--) {
              var own = random.split();
              boolean putsMore = own.nextBoolean();
              tasks.add(createTask(() -> rounds(own, putsMore ? 3 : 1)));
            }
            settle(); // a task that is cancelled before it has begun never begins
            for (int i = random.nextInt(20); i > 0; i--) {
              pause(random);
              tasks.get(random.nextInt(tasks.size())).cancel();
            }
            sleep(100);
            checkThatNobodyWaitsInVain();
            drain(tasks);
          });
      assertThat(queue.toString()).contains("getters=0, putters=0, unfinished=" + unfinished);
    }

    /** When time has jumped over all pauses, whoever still waits must have a reason. */
    private void checkThatNobodyWaitsInVain() {
      if (!queue.empty()) {
        assertThat(waitingGetters).as("getters of a queue that is not empty").isZero();
      }
      if (!queue.full()) {
        assertThat(waitingPutters).as("putters of a queue that is not full").isZero();
      }
      assertThat(queue.toString())
          .contains("getters=%s, putters=%s".formatted(waitingGetters, waitingPutters));
    }

    private void drain(ArrayList<Task<?>> tasks) {
      for (var task : tasks) {
        while (!task.done()) {
          task.cancel();
          sleep(5);
        }
        await(task);
      }
    }

    private void rounds(SplittableRandom random, int putsInFour) {
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        try {
          pause(random);
          boolean nowait = random.nextInt(4) == 0;
          if (random.nextInt(4) < putsInFour) {
            put(random.nextInt(100), nowait);
          } else {
            get(nowait);
          }
        } catch (CancelledError cancelled) {
          Scenario.survive(cancelled);
        }
      }
    }

    private static void pause(SplittableRandom random) {
      switch (random.nextInt(4)) {
        case 0 -> {}
        case 1 -> sleep(0);
        default -> sleep(1 + random.nextInt(2));
      }
    }

    private void put(int item, boolean nowait) {
      waitingPutters++;
      try {
        if (nowait) {
          queue.putNowait(item);
        } else {
          queue.put(item);
        }
      } catch (QueueFullException full) {
        assertThat(model).hasSize(queue.maxsize());
        return;
      } finally {
        waitingPutters--;
      }
      model.add(item);
      unfinished++;
      assertThat(queue.qsize()).isEqualTo(model.size());
      if (queue.maxsize() > 0) {
        assertThat(queue.qsize()).isLessThanOrEqualTo(queue.maxsize());
      }
    }

    private void get(boolean nowait) {
      int item;
      waitingGetters++;
      try {
        item = nowait ? queue.getNowait() : queue.get();
      } catch (QueueEmptyException empty) {
        assertThat(model).isEmpty();
        return;
      } finally {
        waitingGetters--;
      }
      assertThat(item).isEqualTo(model.remove());
      assertThat(queue.qsize()).isEqualTo(model.size());
    }
  }
}
