package org.asyncio4j.conformance;

import static org.asyncio4j.Asyncio.await;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.InvalidStateException;

/** Plain futures. */
final class FutureOps {
  private FutureOps() {}

  static void define(OpTable table) {
    table.defineSimple(
        "fut_await",
        items -> {
          int i = items.index(1, Resources.FUTURES);
          return run -> run.say("fut " + await(future(run, i)));
        });
    table.defineSimple(
        "fut_set",
        items -> {
          int i = items.index(1, Resources.FUTURES);
          String value = items.text(2);
          return run -> guarded(run, () -> future(run, i).setResult(value), "fut-set " + i);
        });
    table.defineSimple(
        "fut_fail",
        items -> {
          int i = items.index(1, Resources.FUTURES);
          int code = items.number(2);
          return run ->
              guarded(
                  run, () -> future(run, i).setException(new AppException(code)), "fut-fail " + i);
        });
    table.defineSimple(
        "fut_cancel",
        items -> {
          int i = items.index(1, Resources.FUTURES);
          return run -> run.say("fut-cancel %s %b".formatted(i, future(run, i).cancel()));
        });
    table.defineSimple(
        "fut_read",
        items -> {
          int i = items.index(1, Resources.FUTURES);
          return run -> run.say("fut-read " + read(future(run, i)));
        });
    table.defineSimple(
        "fut_cb",
        items -> {
          int i = items.index(1, Resources.FUTURES);
          String text = items.text(2);
          return run -> future(run, i).addDoneCallback(_ -> run.say("fut-cb " + text));
        });
  }

  private static Future<String> future(Interpreter run, int i) {
    return run.resources().futures().get(i);
  }

  private static void guarded(Interpreter run, Runnable action, String text) {
    try {
      action.run();
    } catch (InvalidStateException done) {
      run.say(text + " invalid-state");
      return;
    }
    run.say(text);
  }

  private static String read(Future<String> future) {
    try {
      return future.result();
    } catch (CancelledError cancelled) {
      return Kinds.of(cancelled);
    } catch (Exception thrown) {
      return Kinds.of(thrown);
    }
  }
}
