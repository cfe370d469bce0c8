package org.asyncio4j.conformance;

import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.await;

import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.conformance.Op.Returned;

/** Making, awaiting, cancelling and watching tasks; and callbacks. */
final class TaskOps {
  private static final TaskOptions EAGERLY = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);

  private TaskOps() {}

  static void define(OpTable table) {
    table.defineSimple(
        "spawn",
        items -> {
          int body = items.body(1);
          return run -> spawn(run, body);
        });
    table.defineSimple(
        "spawn_eager",
        items -> {
          int body = items.body(1);
          return run -> spawnEagerly(run, body);
        });
    table.defineSimple(
        "call",
        items -> {
          int body = items.body(1);
          return run -> {
            Returned returned = run.call(body);
            run.say("called " + (returned == null ? "None" : returned.value()));
          };
        });
    table.defineSimple(
        "await",
        items -> {
          int k = items.number(1);
          return run -> awaitTask(run, k);
        });
    defineCancellation(table);
    defineWatching(table);
    defineCallbacks(table);
  }

  private static void defineCancellation(OpTable table) {
    table.defineSimple(
        "cancel",
        items -> {
          int k = items.number(1);
          String message = items.isNull(2) ? null : items.text(2);
          return run -> {
            Task<String> task = run.numbering().named(k);
            boolean accepted = message == null ? task.cancel() : task.cancel(message);
            run.say("cancel %s %b".formatted(run.numbering().nameOf(task), accepted));
          };
        });
    table.defineSimple("uncancel", _ -> run -> run.say("uncancel " + run.currentTask().uncancel()));
    table.defineSimple(
        "cancelling", _ -> run -> run.say("cancelling " + run.currentTask().cancelling()));
  }

  private static void defineWatching(OpTable table) {
    table.defineSimple(
        "state",
        items -> {
          int k = items.number(1);
          return run -> {
            Task<String> task = run.numbering().named(k);
            run.say("state %s %s".formatted(run.numbering().nameOf(task), state(task)));
          };
        });
    table.defineSimple(
        "all_tasks",
        _ -> run -> run.say("all-tasks " + run.numbering().list(allTasks(run.loop()))));
    table.defineSimple(
        "done_cb",
        items -> {
          int k = items.number(1);
          String text = items.text(2);
          return run -> {
            Task<String> task = run.numbering().named(k);
            String line = "done-cb %s %s".formatted(text, run.numbering().nameOf(task));
            task.addDoneCallback(_ -> run.say(line));
          };
        });
  }

  private static void defineCallbacks(OpTable table) {
    table.defineSimple(
        "call_soon",
        items -> {
          String text = items.text(1);
          return run -> run.loop().callSoon(() -> run.say(text));
        });
    table.defineSimple(
        "call_later",
        items -> {
          int delay = items.number(1);
          String text = items.text(2);
          return run -> run.loop().callLater(delay, () -> run.say(text));
        });
    table.defineSimple(
        "call_cancelled",
        items -> {
          int delay = items.number(1);
          String text = items.text(2);
          return run -> run.loop().callLater(delay, () -> run.say(text)).cancel();
        });
  }

  private static void spawn(Interpreter run, int body) {
    Task<String> task = run.numbering().register(run.loop().createTask(run.coroutine(body)));
    run.say("spawned " + run.numbering().nameOf(task));
  }

  private static void spawnEagerly(Interpreter run, int body) {
    Task<String> task = run.loop().createTask(run.coroutine(body), EAGERLY);
    run.numbering().register(task);
    run.say(
        "spawned-eager %s%s".formatted(run.numbering().nameOf(task), task.done() ? " done" : ""));
  }

  private static void awaitTask(Interpreter run, int k) {
    Task<String> task = run.laterTask(k);
    run.say(task == null ? "skip" : "got " + await(task));
  }

  private static String state(Task<String> task) {
    if (!task.done()) {
      return "pending";
    }
    if (task.cancelled()) {
      return "cancelled";
    }
    Throwable exception = task.exception();
    return exception == null ? "result " + task.result() : Kinds.of(exception);
  }
}
