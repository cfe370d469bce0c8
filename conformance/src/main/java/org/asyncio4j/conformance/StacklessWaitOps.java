package org.asyncio4j.conformance;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.shield;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.Condition;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Held;
import org.asyncio4j.Queue;
import org.asyncio4j.Stackless;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Steps;
import org.asyncio4j.Stepwise;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.Timeout;
import org.asyncio4j.conformance.Op.Returned;
import org.jspecify.annotations.Nullable;

/** The stackless forms of the ops that wait for a primitive, for several tasks, or for so long. */
final class StacklessWaitOps {
  private StacklessWaitOps() {}

  static void define(OpTable table) {
    table.plain(
        "event_set", "event_clear", "put_nowait", "get_nowait", "task_done", "queue_shutdown");
    defineQueues(table);
    defineLocks(table);
    defineConditions(table);
    defineOthers(table);
    defineLimits(table);
    defineCombinators(table);
  }

  private static void defineQueues(OpTable table) {
    table.stackless(
        "put",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          int value = items.number(2);
          return (run, _) ->
              nothing(
                  Steps.begin()
                      .delegate(() -> Stackless.put(queue(run, i), value))
                      .run(() -> run.say("put %s %s".formatted(i, value))));
        });
    table.stackless(
        "get",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          return (run, _) ->
              nothing(
                  Steps.begin()
                      .delegate(() -> Stackless.get(queue(run, i)))
                      .accept(item -> run.say("get %s %s".formatted(i, item))));
        });
    table.stackless(
        "join",
        items -> {
          int i = items.index(1, Resources.QUEUES);
          return (run, _) ->
              nothing(
                  Steps.begin()
                      .delegate(() -> Stackless.join(queue(run, i)))
                      .run(() -> run.say("joined " + i)));
        });
  }

  private static Queue<Integer> queue(Interpreter run, int i) {
    return run.resources().queues().get(i);
  }

  private static void defineLocks(OpTable table) {
    table.stackless(
        "lock",
        items -> {
          int i = items.index(1, Resources.LOCKS);
          List<Op> body = items.ops(2);
          return (run, group) ->
              Steps.begin()
                  .delegate(() -> Stackless.acquire(run.resources().locks().get(i)))
                  .<@Nullable Returned>await(held -> holding(held, run, "locked " + i, body, group))
                  .run(() -> run.say("unlocked " + i))
                  .coroutine();
        });
    table.stackless(
        "semaphore",
        items -> {
          int i = items.index(1, Resources.SEMAPHORES);
          List<Op> body = items.ops(2);
          return (run, group) ->
              Steps.begin()
                  .delegate(() -> Stackless.acquire(run.resources().semaphores().get(i)))
                  .<@Nullable Returned>await(
                      held -> holding(held, run, "sem-acquired " + i, body, group))
                  .run(() -> run.say("sem-released " + i))
                  .coroutine();
        });
  }

  private static Coroutine<@Nullable Returned> holding(
      Held held, Interpreter run, String first, List<Op> body, @Nullable TaskGroup group) {
    return Steps.begin()
        .<@Nullable Returned>tryFinally(
            Steps.begin()
                .run(() -> run.say(first))
                .<@Nullable Returned>delegate(() -> new StacklessBlock(run, body, group)),
            Steps.begin().run(held::close))
        .coroutine();
  }

  private static void defineConditions(OpTable table) {
    table.stackless(
        "cond_wait",
        items -> {
          int i = items.index(1, Resources.CONDITIONS);
          return (run, _) ->
              withLock(
                  run,
                  i,
                  condition ->
                      Steps.begin()
                          .run(() -> run.say("cond-waiting " + i))
                          .delegate(() -> Stackless.await(condition))
                          .run(() -> run.say("cond-woken " + i)));
        });
    table.stackless(
        "cond_notify",
        items -> {
          int i = items.index(1, Resources.CONDITIONS);
          OptionalInt n = items.numberOrNull(2);
          return (run, _) ->
              withLock(
                  run,
                  i,
                  condition ->
                      Steps.begin()
                          .run(
                              () -> {
                                if (n.isPresent()) {
                                  condition.signal(n.getAsInt());
                                } else {
                                  condition.signalAll();
                                }
                                run.say("cond-notified " + i);
                              }));
        });
  }

  private static Coroutine<@Nullable Returned> withLock(
      Interpreter run, int i, Function<Condition, Steps<@Nullable Void>> body) {
    Condition condition = run.resources().conditions().get(i);
    return nothing(
        Steps.begin()
            .delegate(() -> Stackless.acquire(condition))
            .await(
                held ->
                    Steps.begin()
                        .tryFinally(body.apply(condition), Steps.begin().run(held::close))
                        .coroutine()));
  }

  private static void defineOthers(OpTable table) {
    table.stackless(
        "event_wait",
        items -> {
          int i = items.index(1, Resources.EVENTS);
          return (run, _) ->
              nothing(
                  Steps.begin()
                      .delegate(() -> Stackless.await(run.resources().events().get(i)))
                      .run(() -> run.say("event " + i)));
        });
    table.stackless(
        "barrier",
        items -> {
          int i = items.index(1, Resources.BARRIERS);
          return (run, _) ->
              nothing(
                  Steps.begin()
                      .delegate(() -> Stackless.await(run.resources().barriers().get(i)))
                      .accept(index -> run.say("barrier " + index)));
        });
    table.stackless(
        "barrier_reset",
        items -> {
          int i = items.index(1, Resources.BARRIERS);
          return (run, _) ->
              nothing(
                  Steps.begin()
                      .delegate(() -> Stackless.reset(run.resources().barriers().get(i)))
                      .run(() -> run.say("barrier-reset " + i)));
        });
  }

  private static void defineLimits(OpTable table) {
    table.stackless(
        "timeout",
        items -> {
          OptionalInt delay = items.numberOrNull(1);
          List<Op> body = items.ops(2);
          return (run, group) -> within(delay, _ -> {}, run, body, group);
        });
    table.stackless(
        "timeout_moved",
        items -> {
          OptionalInt delay = items.numberOrNull(1);
          OptionalInt newDelay = items.numberOrNull(2);
          List<Op> body = items.ops(3);
          return (run, group) ->
              within(delay, scope -> ScopeOps.move(scope, run, newDelay), run, body, group);
        });
    table.stackless(
        "wait_for",
        items -> {
          int k = items.number(1);
          OptionalInt timeout = items.numberOrNull(2);
          return (run, _) -> {
            Task<String> task = run.laterTask(k);
            return task == null
                ? nothing(Steps.begin().run(() -> run.say("skip")))
                : waitForOne(run, () -> task, timeout);
          };
        });
    table.stackless(
        "wait_for_new",
        items -> {
          int body = items.body(1);
          OptionalInt timeout = items.numberOrNull(2);
          return (run, _) ->
              waitForOne(
                  run,
                  () -> run.numbering().register(run.loop().createTask(run.coroutine(body))),
                  timeout);
        });
  }

  private static Coroutine<@Nullable Returned> within(
      OptionalInt delay,
      Steps.Use<Timeout> first,
      Interpreter run,
      List<Op> body,
      @Nullable TaskGroup group) {
    Timeout scope = ScopeOps.scope(delay);
    Stepwise<@Nullable Returned> block =
        new Prefixed(() -> first.accept(scope), new StacklessBlock(run, body, group));
    return Steps.begin()
        .<@Nullable Returned>delegate(() -> Stackless.within(scope, block))
        .run(() -> run.say("in-time expired=" + scope.expired()))
        .coroutine();
  }

  /** Makes the steps of another body, after something else. */
  private static final class Prefixed extends StateMachine<@Nullable Returned> {
    private final Action first;
    private final StacklessBlock rest;

    Prefixed(Action first, StacklessBlock rest) {
      this.first = first;
      this.rest = rest;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) throws Exception {
      if (state == 1) {
        return done((Returned) value);
      }
      first.run();
      return await(rest, 1);
    }
  }

  private static Coroutine<@Nullable Returned> waitForOne(
      Interpreter run, Callable<Task<String>> tasks, OptionalInt timeout) {
    return nothing(
        Steps.begin()
            .then(tasks)
            .await(
                task ->
                    timeout.isPresent()
                        ? Asyncio.coroutine(Stackless.waitFor(task, timeout.getAsInt()))
                        : task)
            .accept(value -> run.say("waited-for " + value)));
  }

  private static void defineCombinators(OpTable table) {
    table.stackless(
        "shield",
        items -> {
          int k = items.number(1);
          return (run, _) -> {
            Task<String> task = run.laterTask(k);
            return nothing(
                task == null
                    ? Steps.begin().run(() -> run.say("skip"))
                    : Steps.begin()
                        .await(() -> shield(task))
                        .accept(value -> run.say("shielded " + value)));
          };
        });
    table.stackless(
        "gather",
        items -> {
          List<Integer> ks = items.numbers(1);
          boolean outcomes = items.flag(2);
          return (run, _) -> gathered(run, run.laterTasks(ks), outcomes);
        });
    table.stackless(
        "gather_new",
        items -> {
          List<Integer> bodies = items.bodies(1);
          boolean outcomes = items.flag(2);
          return (run, _) -> gathered(run, CombinatorOps.coroutines(run, bodies), outcomes);
        });
  }

  private static Coroutine<@Nullable Returned> gathered(
      Interpreter run, List<? extends Awaitable<String>> awaitables, boolean outcomes) {
    Steps<List<String>> results =
        outcomes
            ? Steps.begin()
                .await(() -> gatherOutcomes(awaitables))
                .then(all -> all.stream().map(CombinatorOps::show).toList())
            : Steps.begin().await(() -> gather(awaitables));
    return nothing(results.accept(all -> run.say("gathered " + String.join(",", all))));
  }

  /** {@return what makes some steps, and does not end the body} */
  private static Coroutine<@Nullable Returned> nothing(Steps<?> steps) {
    return steps.<@Nullable Returned>then(() -> null).coroutine();
  }
}
