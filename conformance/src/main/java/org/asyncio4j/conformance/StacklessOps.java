package org.asyncio4j.conformance;

import org.asyncio4j.Coroutine;
import org.asyncio4j.Future;
import org.asyncio4j.Steps;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.conformance.Op.Returned;
import org.jspecify.annotations.Nullable;

/** The ops that a stackless body executes without a stack. */
final class StacklessOps {

  /** Makes the stackless form of an op. */
  @FunctionalInterface
  interface Form {

    /** Makes the coroutine that executes the op. */
    Coroutine<@Nullable Returned> make(Interpreter run, @Nullable TaskGroup group);
  }

  private StacklessOps() {}

  static void define(OpTable table) {
    table.plain(
        "log",
        "raise",
        "return",
        "time",
        "ctx_set",
        "ctx_get",
        "fut_set",
        "fut_fail",
        "fut_cancel",
        "fut_read",
        "fut_cb",
        "spawn",
        "spawn_eager",
        "cancel",
        "uncancel",
        "cancelling",
        "state",
        "all_tasks",
        "done_cb",
        "call_soon",
        "call_later",
        "call_cancelled");
    table.stackless("yield", _ -> (_, _) -> nothing(Steps.begin().sleep(0)));
    table.stackless(
        "sleep",
        items -> {
          int delay = items.number(1);
          return (run, _) ->
              nothing(Steps.begin().sleep(delay).run(() -> run.say("slept s" + delay)));
        });
    table.stackless(
        "fut_await",
        items -> {
          int i = items.index(1, Resources.FUTURES);
          return (run, _) -> {
            Future<String> future = run.resources().futures().get(i);
            return nothing(
                Steps.begin().await(() -> future).accept(value -> run.say("fut " + value)));
          };
        });
    defineOfTasks(table);
  }

  private static void defineOfTasks(OpTable table) {
    table.stackless(
        "await",
        items -> {
          int k = items.number(1);
          return (run, _) -> awaitTask(run, run.laterTask(k));
        });
    table.stackless(
        "call",
        items -> {
          int body = items.body(1);
          return (run, _) ->
              nothing(
                  Steps.begin()
                      .await(() -> Interpreter.coroutineOf(run.stacklessBlock(body)))
                      .accept(
                          returned ->
                              run.say("called " + (returned == null ? "None" : returned.value()))));
        });
  }

  private static Coroutine<@Nullable Returned> awaitTask(
      Interpreter run, @Nullable Task<String> task) {
    return task == null
        ? nothing(Steps.begin().run(() -> run.say("skip")))
        : nothing(Steps.begin().await(() -> task).accept(value -> run.say("got " + value)));
  }

  /** {@return what makes some steps, and does not end the body} */
  private static Coroutine<@Nullable Returned> nothing(Steps<?> steps) {
    return steps.<@Nullable Returned>then(() -> null).coroutine();
  }
}
