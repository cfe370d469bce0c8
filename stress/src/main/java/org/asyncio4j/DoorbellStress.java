package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread leaves something and rings just when a task has looked and is about to wait. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "found")
@Outcome(id = "2", expect = FORBIDDEN, desc = "found only because somebody else rang")
@State
public class DoorbellStress extends LoopStress {
  private final Doorbell doorbell = new Doorbell((BaseEventLoop) loop);
  private volatile boolean looking;
  private volatile boolean left;

  @Actor
  public void loop(I_Result result) {
    result.r1 =
        run(
            () -> {
              doorbell.awaitWhile(this::nothingThere);
            },
            doorbell::ring);
  }

  private boolean nothingThere() {
    boolean nothing = !left && !rescued();
    looking = true;
    return nothing;
  }

  @Actor
  public void thread() {
    while (!looking) {
      Thread.onSpinWait();
    }
    left = true;
    doorbell.ring();
  }
}
