package org.asyncio4j.conformance;

import static org.asyncio4j.Asyncio.timeout;

import java.util.List;
import java.util.OptionalInt;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.Timeout;
import org.asyncio4j.conformance.Op.Returned;
import org.jspecify.annotations.Nullable;

/** Timeouts and groups of tasks. */
final class ScopeOps {
  private ScopeOps() {}

  static void define(OpTable table) {
    table.define(
        "timeout",
        items -> {
          OptionalInt delay = items.numberOrNull(1);
          List<Op> body = items.ops(2);
          return (run, group) -> {
            Timeout scope = scope(delay);
            Returned returned = scope.call(_ -> run.block(body, group));
            return inTime(run, scope, returned);
          };
        });
    table.define(
        "timeout_moved",
        items -> {
          OptionalInt delay = items.numberOrNull(1);
          OptionalInt newDelay = items.numberOrNull(2);
          List<Op> body = items.ops(3);
          return (run, group) -> {
            Timeout scope = scope(delay);
            Returned returned =
                scope.call(
                    _ -> {
                      move(scope, run, newDelay);
                      return run.block(body, group);
                    });
            return inTime(run, scope, returned);
          };
        });
    table.define(
        "group",
        items -> {
          List<Op> body = items.ops(1);
          return (run, _) -> {
            Returned returned = TaskGroup.call(inner -> run.block(body, inner));
            run.say("group-done");
            return returned;
          };
        });
    table.define(
        "group_spawn",
        items -> {
          int body = items.body(1);
          return (run, group) -> {
            spawn(run, group, body);
            return null;
          };
        });
  }

  static Timeout scope(OptionalInt delay) {
    return delay.isPresent() ? timeout(delay.getAsInt()) : timeout();
  }

  static void move(Timeout scope, Interpreter run, OptionalInt newDelay) {
    if (newDelay.isPresent()) {
      scope.reschedule(run.loop().time() + newDelay.getAsInt());
    } else {
      scope.rescheduleToNever();
    }
  }

  private static @Nullable Returned inTime(
      Interpreter run, Timeout scope, @Nullable Returned returned) {
    run.say("in-time expired=" + scope.expired());
    return returned;
  }

  private static void spawn(Interpreter run, @Nullable TaskGroup group, int body) {
    if (group == null) {
      run.say("skip");
      return;
    }
    Task<String> task;
    try {
      task = run.numbering().register(group.createTask(run.coroutine(body)));
    } catch (IllegalStateException refused) {
      run.say("group-refused");
      return;
    }
    run.say("group-spawned " + run.numbering().nameOf(task));
  }
}
