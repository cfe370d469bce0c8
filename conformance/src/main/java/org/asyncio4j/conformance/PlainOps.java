package org.asyncio4j.conformance;

import static org.asyncio4j.Asyncio.sleep;

import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Steps;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.conformance.Op.Returned;
import org.jspecify.annotations.Nullable;

/** What needs no other task; and the context variable. */
final class PlainOps {
  private PlainOps() {}

  static void define(OpTable table) {
    table.defineSimple(
        "log",
        items -> {
          String text = items.text(1);
          return run -> run.say(text);
        });
    table.defineSimple(
        "sleep",
        items -> {
          int delay = items.number(1);
          return run -> run.say("slept " + sleep(delay, "s" + delay));
        });
    table.defineSimple("yield", _ -> _ -> sleep(0));
    table.defineSimple(
        "raise",
        items -> {
          int code = items.number(1);
          return _ -> {
            throw new AppException(code);
          };
        });
    table.define(
        "return",
        items -> {
          var returned = new Returned(items.text(1));
          return (_, _) -> returned;
        });
    table.defineSimple("time", _ -> run -> run.say("time " + (long) run.loop().time()));
    table.define("try", Try::read);
    table.defineSimple(
        "ctx_set",
        items -> {
          int value = items.number(1);
          return run -> run.variable().set(value);
        });
    table.defineSimple("ctx_get", _ -> run -> run.say("ctx " + run.variable().get()));
  }

  private static Steps<@Nullable Returned> block(
      Interpreter run, List<Op> ops, @Nullable TaskGroup group) {
    return Steps.begin().await(() -> coroutine(run, ops, group));
  }

  private static Coroutine<@Nullable Returned> coroutine(
      Interpreter run, List<Op> ops, @Nullable TaskGroup group) {
    return Interpreter.coroutineOf(new StacklessBlock(run, ops, group));
  }

  /** Throws an exception or an error itself. */
  private static Exception rethrown(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (Exception) thrown;
  }

  /** What to do about an exception, and whether to throw it again then. */
  private record Handler(List<Op> ops, boolean rethrows) {
    static @Nullable Handler read(Items items, int i) throws ProgramException {
      if (items.isNull(i)) {
        return null;
      }
      Items handler = items.items(i);
      return new Handler(handler.ops(0), handler.flag(1));
    }

    Steps<@Nullable Returned> steps(Throwable caught, Interpreter run, @Nullable TaskGroup group) {
      return Steps.begin()
          .run(() -> run.say("caught " + Kinds.of(caught)))
          .await(() -> coroutine(run, ops, group))
          .then(
              returned -> {
                if (rethrows) {
                  throw rethrown(caught);
                }
                return returned;
              });
    }

    <X extends Throwable> @Nullable Returned handle(
        X caught, Interpreter run, @Nullable TaskGroup group) throws X, Exception {
      run.say("caught " + Kinds.of(caught));
      Returned returned = run.block(ops, group);
      if (rethrows) {
        throw caught;
      }
      return returned;
    }
  }

  private record Try(
      List<Op> body,
      @Nullable Handler onCancel,
      @Nullable Handler onError,
      @Nullable List<Op> onFinally)
      implements Op {

    static Try read(Items items) throws ProgramException {
      return new Try(
          items.ops(1),
          Handler.read(items, 2),
          Handler.read(items, 3),
          items.isNull(4) ? null : items.ops(4));
    }

    @Override
    public @Nullable Returned execute(Interpreter run, @Nullable TaskGroup group) throws Exception {
      try {
        return tryBody(run, group);
      } finally {
        if (onFinally != null) {
          run.say("finally");
          var _ = run.block(onFinally, group);
        }
      }
    }

    @Override
    public Coroutine<@Nullable Returned> stackless(Interpreter run, @Nullable TaskGroup group) {
      Steps<@Nullable Returned> caught =
          Steps.begin()
              .tryCatch(
                  block(run, body, group),
                  Throwable.class,
                  thrown -> {
                    Handler handler = handlerOf(thrown);
                    if (handler == null) {
                      throw rethrown(thrown);
                    }
                    return handler.steps(thrown, run, group);
                  });
      if (onFinally == null) {
        return caught.coroutine();
      }
      Steps<?> last =
          Steps.begin().run(() -> run.say("finally")).await(() -> coroutine(run, onFinally, group));
      return Steps.begin().tryFinally(caught, last).coroutine();
    }

    private @Nullable Handler handlerOf(Throwable thrown) {
      if (thrown instanceof CancelledError) {
        return onCancel;
      }
      return thrown instanceof Exception ? onError : null;
    }

    private @Nullable Returned tryBody(Interpreter run, @Nullable TaskGroup group)
        throws Exception {
      try {
        return run.block(body, group);
      } catch (CancelledError cancelled) {
        if (onCancel == null) {
          throw cancelled;
        }
        return onCancel.handle(cancelled, run, group);
      } catch (Exception thrown) {
        if (onError == null) {
          throw thrown;
        }
        return onError.handle(thrown, run, group);
      }
    }
  }
}
