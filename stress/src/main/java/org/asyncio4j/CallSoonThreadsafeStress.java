package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread calls in just when the loop is about to park; what it has written is seen there. */
@JCStressTest
@Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "called, and saw what was written before")
@Outcome(id = "2, .*", expect = FORBIDDEN, desc = "the loop was not woken")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "called, and saw an older value")
@State
public class CallSoonThreadsafeStress extends LoopStress {
  private final Future<Integer> called = loop.createFuture();
  private int written;

  @Actor
  public void loop(II_Result result) {
    result.r1 = run(called::await, () -> finish(-1));
    result.r2 = called.result();
  }

  private void finish(int value) {
    if (!called.done()) {
      called.setResult(value);
    }
  }

  @Actor
  public void thread() {
    written = 7;
    try {
      loop.callSoonThreadsafe(() -> finish(written));
    } catch (IllegalStateException closed) {
      return; // the loop had to be rescued, and says so
    }
  }
}
