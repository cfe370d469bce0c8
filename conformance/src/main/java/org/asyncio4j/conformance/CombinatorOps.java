package org.asyncio4j.conformance;

import static org.asyncio4j.Asyncio.asCompleted;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.waitFor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.AsCompleted;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.DoneAndPending;
import org.asyncio4j.Outcome;
import org.asyncio4j.ReturnWhen;
import org.asyncio4j.Task;

/** Waiting for several tasks, or for one in another way. */
final class CombinatorOps {
  private CombinatorOps() {}

  static void define(OpTable table) {
    defineForSeveral(table);
    defineForOne(table);
  }

  private static void defineForSeveral(OpTable table) {
    table.defineSimple(
        "gather",
        items -> {
          List<Integer> ks = items.numbers(1);
          boolean outcomes = items.flag(2);
          return run -> gatherAll(run, run.laterTasks(ks), outcomes);
        });
    table.defineSimple(
        "gather_new",
        items -> {
          List<Integer> bodies = items.bodies(1);
          boolean outcomes = items.flag(2);
          return run -> gatherAll(run, coroutines(run, bodies), outcomes);
        });
    table.defineSimple(
        "wait",
        items -> {
          List<Integer> ks = items.numbers(1);
          OptionalInt timeout = items.numberOrNull(2);
          ReturnWhen when = returnWhen(items, 3);
          return run -> waitForSome(run, ks, timeout, when);
        });
    table.defineSimple(
        "as_completed",
        items -> {
          List<Integer> ks = items.numbers(1);
          OptionalInt timeout = items.numberOrNull(2);
          return run -> showAsCompleted(run, ks, timeout);
        });
  }

  private static void defineForOne(OpTable table) {
    table.defineSimple(
        "shield",
        items -> {
          int k = items.number(1);
          return run -> {
            Task<String> task = run.laterTask(k);
            run.say(task == null ? "skip" : "shielded " + await(shield(task)));
          };
        });
    table.defineSimple(
        "wait_for",
        items -> {
          int k = items.number(1);
          OptionalInt timeout = items.numberOrNull(2);
          return run -> {
            Task<String> task = run.laterTask(k);
            run.say(task == null ? "skip" : "waited-for " + waitForOne(task, timeout));
          };
        });
    table.defineSimple(
        "wait_for_new",
        items -> {
          int body = items.body(1);
          OptionalInt timeout = items.numberOrNull(2);
          return run -> {
            Task<String> task = run.loop().createTask(run.coroutine(body));
            run.numbering().register(task);
            run.say("waited-for " + waitForOne(task, timeout));
          };
        });
  }

  static List<Coroutine<String>> coroutines(Interpreter run, List<Integer> bodies) {
    var coroutines = new ArrayList<Coroutine<String>>();
    for (int body : bodies) {
      coroutines.add(run.coroutine(body));
    }
    return coroutines;
  }

  private static void gatherAll(
      Interpreter run, List<? extends Awaitable<String>> awaitables, boolean outcomes) {
    List<String> results =
        outcomes
            ? await(gatherOutcomes(awaitables)).stream().map(CombinatorOps::show).toList()
            : await(gather(awaitables));
    run.say("gathered " + String.join(",", results));
  }

  static String show(Outcome<String> outcome) {
    return switch (outcome) {
      case Outcome.Value<String>(String value) -> value;
      case Outcome.Failed<String>(Throwable error) -> Kinds.of(error);
      case Outcome.Cancelled<String>(CancelledError error) -> Kinds.of(error);
    };
  }

  private static ReturnWhen returnWhen(Items items, int i) throws ProgramException {
    return switch (items.text(i)) {
      case "all" -> ReturnWhen.ALL_COMPLETED;
      case "first" -> ReturnWhen.FIRST_COMPLETED;
      case "error" -> ReturnWhen.FIRST_EXCEPTION;
      default -> throw items.wrong(i, "\"all\", \"first\" or \"error\"");
    };
  }

  private static void waitForSome(
      Interpreter run, List<Integer> ks, OptionalInt timeout, ReturnWhen when) {
    List<Task<String>> tasks = run.laterTasks(ks);
    if (tasks.isEmpty()) {
      run.say("skip");
      return;
    }
    DoneAndPending<Task<String>> waited =
        timeout.isPresent()
            ? Asyncio.wait(tasks, timeout.getAsInt(), when)
            : Asyncio.wait(tasks, when);
    run.say(
        "waited done=%s pending=%s"
            .formatted(
                run.numbering().list(waited.done()), run.numbering().list(waited.pending())));
  }

  private static void showAsCompleted(Interpreter run, List<Integer> ks, OptionalInt timeout) {
    List<Task<String>> tasks = new ArrayList<>(run.laterTasks(ks));
    tasks.removeIf(Task::done);
    AsCompleted<String> completed =
        timeout.isPresent() ? asCompleted(tasks, timeout.getAsInt()) : asCompleted(tasks);
    for (Coroutine<String> earliest : completed) {
      try {
        run.say("completed " + await(earliest, AppException.class));
      } catch (AppException thrown) {
        run.say("completed " + Kinds.of(thrown));
      }
    }
  }

  private static String waitForOne(Task<String> task, OptionalInt timeout) throws TimeoutException {
    return timeout.isPresent() ? waitFor(task, timeout.getAsInt()) : waitFor(task);
  }
}
