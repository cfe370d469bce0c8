package org.asyncio4j.conformance;

import org.asyncio4j.Queue;
import org.asyncio4j.QueueEmptyException;
import org.asyncio4j.QueueFullException;
import org.asyncio4j.QueueShutDownException;

/** Queues of whole numbers. */
final class QueueOps {
  private QueueOps() {}

  static void define(OpTable table) {
    definePutting(table);
    defineGetting(table);
    table.defineSimple(
        "task_done",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          return run -> run.say("task-done " + i + taskDone(queue(run, i)));
        });
    table.defineSimple(
        "join",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          return run -> {
            queue(run, i).join();
            run.say("joined " + i);
          };
        });
    table.defineSimple(
        "queue_shutdown",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          boolean immediate = items.flag(2);
          return run -> {
            if (immediate) {
              queue(run, i).shutdownNow();
            } else {
              queue(run, i).shutdown();
            }
            run.say("queue-shutdown " + i);
          };
        });
  }

  private static void definePutting(OpTable table) {
    table.defineSimple(
        "put",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          int value = items.number(2);
          return run -> {
            queue(run, i).put(value);
            run.say("put %s %s".formatted(i, value));
          };
        });
    table.defineSimple(
        "put_nowait",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          int value = items.number(2);
          return run -> run.say("put-nowait %s %s".formatted(i, putNowait(queue(run, i), value)));
        });
  }

  private static void defineGetting(OpTable table) {
    table.defineSimple(
        "get",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          return run -> run.say("get %s %s".formatted(i, queue(run, i).get()));
        });
    table.defineSimple(
        "get_nowait",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          return run -> run.say("get-nowait %s %s".formatted(i, getNowait(queue(run, i))));
        });
  }

  private static Queue<Integer> queue(Interpreter run, int i) {
    return run.resources().queues().get(i);
  }

  private static String putNowait(Queue<Integer> queue, int value) {
    try {
      queue.putNowait(value);
      return String.valueOf(value);
    } catch (QueueFullException | QueueShutDownException refused) {
      return Kinds.of(refused);
    }
  }

  private static String getNowait(Queue<Integer> queue) {
    try {
      return String.valueOf(queue.getNowait());
    } catch (QueueEmptyException | QueueShutDownException refused) {
      return Kinds.of(refused);
    }
  }

  private static String taskDone(Queue<Integer> queue) {
    try {
      queue.taskDone();
      return "";
    } catch (IllegalArgumentException tooMany) {
      return " value";
    }
  }
}
