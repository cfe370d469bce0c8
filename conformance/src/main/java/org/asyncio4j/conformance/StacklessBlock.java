package org.asyncio4j.conformance;

import java.util.List;
import org.asyncio4j.StateMachine;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.conformance.Op.Returned;
import org.jspecify.annotations.Nullable;

/** What {@link Interpreter#block} does, one step at a time. */
final class StacklessBlock extends StateMachine<@Nullable Returned> {
  private static final int AFTER_AN_OP = 1;

  private final Interpreter run;
  private final List<Op> ops;
  private final @Nullable TaskGroup group;
  private int next;

  StacklessBlock(Interpreter run, List<Op> ops, @Nullable TaskGroup group) {
    this.run = run;
    this.ops = ops;
    this.group = group;
  }

  @Override
  protected @Nullable Object step(int state, @Nullable Object value) throws Exception {
    Returned returned = (Returned) value;
    while (returned == null && next < ops.size() && !run.isOver()) {
      Op op = ops.get(next++);
      if (!op.isPlain()) {
        return await(op.stackless(run, group), AFTER_AN_OP);
      }
      returned = op.execute(run, group);
    }
    return done(returned);
  }
}
