package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread that sees a future done sees its result. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "not done yet")
@Outcome(id = "7", expect = ACCEPTABLE, desc = "done, with its result")
@Outcome(id = "-1", expect = FORBIDDEN, desc = "done, without a result")
@Outcome(id = "-2", expect = FORBIDDEN, desc = "done, with half a result")
@State
public class FutureStateStress {
  private static final BaseEventLoop LOOP = (BaseEventLoop) EventLoop.create();

  private final Future<Box> future = LOOP.createFuture();

  private static final class Box {
    int content;

    Box(int content) {
      this.content = content;
    }
  }

  @Actor
  public void loop() {
    future.finish(new Box(7));
  }

  @Actor
  @SuppressWarnings("NullAway") // a result that is not there is what this is about
  public void thread(I_Result result) {
    if (future.isDone()) {
      Box box = future.result();
      result.r1 = box == null ? -1 : box.content == 0 ? -2 : box.content;
    }
  }
}
