package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A stackless coroutine in execution, with those that it delegates to: the innermost makes the
 * steps, and when it ends the one around it goes on at once.
 */
class StepChain {

  /*
   *   READY --advance--> STEPPING --waits----------------------> READY
   *                      STEPPING --awaits an ordinary method--> OUTSIDE --advance--> STEPPING
   *                      STEPPING --the last one ends, close---> ENDED
   */
  private enum State {
    READY,
    STEPPING,
    OUTSIDE,
    ENDED
  }

  private final Coroutine<?> coroutine;
  private State state = State.READY;
  private @Nullable Stepwise<?> current;
  private @Nullable ArrayDeque<Stepwise<?>> around; // those that wait for current; newest first

  private @Nullable Coroutine<?> outside; // the method that it awaits, until that is called

  // What the next step gets; from ENDED on the outcome, until it is taken.
  private @Nullable Object result;
  private @Nullable Throwable failure;

  StepChain(Coroutine<?> coroutine, Stepwise<?> body) {
    this.coroutine = coroutine;
    this.current = body;
  }

  /**
   * Makes steps until one has to wait.
   *
   * @param value the result of what was waited for
   * @param thrown what was thrown instead, or null
   * @return {@link Frame#FINISHED}, null, a pending future, a coroutine that needs a stack and is
   *     the caller's now, or what is no awaitable at all
   */
  final @Nullable Object advance(@Nullable Object value, @Nullable Throwable thrown) {
    result = value;
    failure = thrown;
    return advance();
  }

  /** As above, with what was {@link #give given} or read last; nothing is like null. */
  final @Nullable Object advance() {
    if (state == State.ENDED) {
      failure = coroutine.usedBefore(); // closed while it was suspended
      return Frame.FINISHED;
    }
    return advanceTo(1);
  }

  /** Says how what was waited for has ended. */
  final void give(@Nullable Object value, @Nullable Throwable thrown) {
    result = value;
    failure = thrown;
  }

  /** As above, until there are less than so many; their outcome is in result and failure. */
  private @Nullable Object advanceTo(int depth) {
    state = State.STEPPING;
    while (true) {
      Object request = step();
      if (request == Stepwise.DONE) {
        if (depth() < depth) {
          return Frame.FINISHED;
        }
      } else if (request == null) {
        state = State.READY;
        return null;
      } else if (request instanceof Stepwise<?> inner) {
        enter(inner);
      } else if (request instanceof Coroutine<?> awaited) {
        if (take(awaited) && !entered(awaited)) {
          state = State.OUTSIDE;
          outside = awaited;
          return awaited;
        }
      } else {
        Object future = request instanceof CompletionStage<?> stage ? wrap(stage) : request;
        if (!(future instanceof Future<?> known && known.done())) {
          state = State.READY;
          return future;
        }
        readOutcome(known);
      }
    }
  }

  /** {@return what the method returns that is awaited} On a thread that can be suspended. */
  final @Nullable Object callOutside() throws Exception {
    Coroutine<?> method = Arguments.required(outside, "outside");
    outside = null;
    try {
      return method.call();
    } catch (Throwable thrown) {
      throw Throwables.sneak(InterruptedCall.asCancellation(thrown));
    } finally {
      // It is this thread's, and another one may come next.
      Running.requiredTask("await(coroutine)").settleInterrupt();
    }
  }

  private int depth() {
    int waiting = around == null ? 0 : around.size();
    return current == null ? 0 : waiting + 1;
  }

  /** The innermost one's next step; if it ends, its outcome is for the one around it. */
  private @Nullable Object step() {
    Stepwise<?> stepping = Arguments.required(current, "current");
    Object sent = result;
    Throwable thrown = failure;
    result = null;
    failure = null;
    Object request;
    try {
      request = thrown == null ? stepping.send(sent) : stepping.throwInto(thrown);
      if (request != Stepwise.DONE) {
        return request;
      }
      result = stepping.result();
    } catch (Throwable ended) {
      failure = Threw.by(ended).thrown();
    }
    leave();
    return Stepwise.DONE;
  }

  private void enter(Stepwise<?> inner) {
    if (inner instanceof StateMachine<?> machine) {
      try {
        machine.use();
      } catch (IllegalStateException usedBefore) {
        failure = usedBefore;
        return;
      }
    }
    push(inner);
  }

  private void push(Stepwise<?> inner) {
    if (around == null) {
      around = new ArrayDeque<>(4);
    }
    around.push(Arguments.required(current, "current"));
    current = inner;
  }

  private void leave() {
    Stepwise<?> left = Arguments.required(current, "current");
    current = around == null ? null : around.poll();
    if (current == null) {
      state = State.ENDED;
      coroutine.ended(left.getClass());
    }
  }

  private boolean take(Coroutine<?> awaited) {
    try {
      awaited.take();
      return true;
    } catch (IllegalStateException usedBefore) {
      failure = usedBefore;
      return false;
    }
  }

  private boolean entered(Coroutine<?> awaited) {
    Stepwise<?> inner = awaited.takeSteps();
    if (inner == null) {
      return false;
    }
    push(inner);
    return true;
  }

  private static Future<?> wrap(CompletionStage<?> stage) {
    return Bridge.wrap(stage, Running.requiredLoop());
  }

  /** As {@link #give}: what came of a future. */
  final void readOutcome(Future<?> done) {
    if (done.cancelled() && !(done.cancelledErrorOrReason() instanceof CancelledError)) {
      failure = CancelledError.withoutStack(done.cancelledErrorOrReason());
      return;
    }
    try {
      result = done.awaitedResult();
    } catch (Throwable thrown) {
      failure = thrown;
    }
  }

  /** The result or the exception, after {@link Frame#FINISHED}; to be taken once. */
  final @Nullable Throwable takeFailure() {
    Throwable taken = failure;
    failure = null;
    return taken;
  }

  final @Nullable Object takeResult() {
    Object taken = result;
    result = null;
    return taken;
  }

  /** Throws a GeneratorExit into all of them, the innermost first. */
  final void close() {
    switch (state) {
      case ENDED -> {
        return;
      }
      case STEPPING ->
          throw new IllegalStateException("cannot close %s in its own step".formatted(coroutine));
      case OUTSIDE ->
          throw new IllegalStateException(
              "cannot close %s while it awaits a coroutine that has a stack: cancel its task"
                  .formatted(coroutine));
      case READY -> {}
    }
    Throwable thrown = new GeneratorExit();
    while (current != null) {
      thrown = closeInnermost(thrown);
    }
    if (!(thrown instanceof GeneratorExit)) {
      throw Throwables.sneak(thrown);
    }
  }

  /** {@return what to throw into the one around it} */
  private Throwable closeInnermost(Throwable thrown) {
    Stepwise<?> closed = Arguments.required(current, "current");
    int depth = depth();
    failure = thrown;
    if (advanceTo(depth) != Frame.FINISHED) {
      while (depth() >= depth) {
        leave();
      }
      return new IllegalStateException("%s ignored GeneratorExit".formatted(closed));
    }
    result = null;
    Throwable ended = takeFailure();
    return ended == null ? new GeneratorExit() : ended;
  }

  /** {@return where each of them stands, the innermost first} */
  final List<StackTraceElement> places() {
    var stack = new ArrayList<StackTraceElement>();
    if (current != null) {
      stack.add(current.where());
    }
    if (around != null) {
      around.forEach(waiting -> stack.add(waiting.where()));
    }
    return stack;
  }

  /** {@return the class of the outermost} Not to be called when it has ended. */
  final Class<?> bodyClass() {
    Stepwise<?> outermost = around == null ? null : around.peekLast();
    return (outermost == null ? Arguments.required(current, "current") : outermost).getClass();
  }
}
