package org.asyncio4j.internal.launcher;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Event;
import org.asyncio4j.Lock;
import org.asyncio4j.Queue;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;

/**
 * What programs do in their first moments, done once for the JVM to remember: {@code ./asyncio4j
 * run} makes its AOT cache of this program's run.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * Does it, in a few hundredths of a second, and prints what came of it.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    run(
        () -> {
          List<Integer> gathered =
              await(gather(List.of(createTask(() -> halfOf(2)), createTask(() -> halfOf(4)))));
          TaskGroup.run(
              group -> {
                group.createTask(() -> halfOf(6));
                group.createTask(() -> halfOf(8));
              });
          System.out.printf("%s, %s, %s%n", gathered, queued(), late());
          locked();
        });
  }

  private static int halfOf(int whole) {
    sleep(0.001);
    sleep(Duration.ofMillis(1));
    return whole / 2;
  }

  private static int queued() {
    var queue = new Queue<Integer>(1);
    var got = new ArrayList<Integer>();
    Task<?> consumer =
        createTask(
            () -> {
              while (true) {
                got.add(queue.get());
                queue.taskDone();
              }
            });
    for (int i = 0; i < 3; i++) {
      queue.put(i);
    }
    queue.join();
    consumer.cancel();
    try {
      await(consumer);
    } catch (CancelledError expected) {
      got.add(3);
    }
    return got.size();
  }

  private static String late() {
    try {
      timeout(0.001, () -> sleep(3600));
      return "in time";
    } catch (TimeoutException expected) {
      return toThread(() -> "late");
    }
  }

  private static void locked() {
    var lock = new Lock();
    var event = new Event();
    Task<?> waiting =
        createTask(
            () -> {
              lock.acquire();
              event.set();
              lock.release();
            });
    event.await();
    await(waiting);
  }
}
