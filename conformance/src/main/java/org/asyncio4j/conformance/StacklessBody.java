package org.asyncio4j.conformance;

import org.asyncio4j.CancelledError;
import org.asyncio4j.StateMachine;
import org.asyncio4j.conformance.Op.Returned;
import org.jspecify.annotations.Nullable;

/** What {@link Interpreter#body} does, one step at a time. */
final class StacklessBody extends StateMachine<String> {
  private static final int AFTER_THE_OPS = 1;

  private final Interpreter run;
  private final int index;

  StacklessBody(Interpreter run, int index) {
    this.run = run;
    this.index = index;
  }

  @Override
  protected @Nullable Object step(int state, @Nullable Object value) {
    if (state == AFTER_THE_OPS) {
      return done(run.bodyEnds(index, (Returned) value));
    }
    run.bodyStarts();
    return await(run.stacklessBlock(index), AFTER_THE_OPS);
  }

  @Override
  protected Object caught(int state, Throwable thrown) throws Throwable {
    if (thrown instanceof CancelledError cancelled) {
      run.say("cancelled-out" + Kinds.reason(cancelled));
    } else if (thrown instanceof Exception) {
      run.say("fail " + Kinds.of(thrown));
    }
    throw thrown;
  }
}
