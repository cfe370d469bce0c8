package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The thread that has prepared a loop cancels a future of it while another one starts it. The state
 * is made by a third thread, so the canceller is made the preparer here.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "cancelled, and whoever waited was told once")
@Outcome(expect = FORBIDDEN, desc = "lost, or told more or less than once")
@State
public class FutureCancelStress extends LoopStress {
  private final Future<Integer> future = loop.createFuture();
  private int told;

  @Actor
  public void loop(II_Result result) {
    result.r1 =
        run(
            () -> {
              future.addDoneCallback(done -> told++);
              Asyncio.wait(java.util.Set.of(future));
              Asyncio.sleep(0);
            },
            future::cancel);
    result.r2 = told;
  }

  @Actor
  public void thread() {
    ((BaseEventLoop) loop).preparer = Thread.currentThread().threadId();
    future.cancel(true);
  }
}
