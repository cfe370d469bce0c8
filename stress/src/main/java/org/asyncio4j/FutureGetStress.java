package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread waits for a future while the loop starts, completes it and ends. */
@JCStressTest
@Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "got")
@Outcome(
    id = "1, -1",
    expect = ACCEPTABLE,
    desc = "asked when the loop was closed, or too late to be told")
@Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "the thread waits for ever")
@Outcome(id = "2, .*", expect = FORBIDDEN, desc = "the loop waits for ever")
@State
public class FutureGetStress extends LoopStress {
  private final Future<Integer> future = loop.createFuture();

  @Actor
  public void loop(II_Result result) {
    result.r1 =
        run(
            () -> {
              Asyncio.sleep(0);
              future.setResult(7);
              Asyncio.sleep(0);
            },
            () -> {});
  }

  @Actor
  public void thread(II_Result result) {
    boolean done = isDoneInTime(future);
    result.r2 = done ? future.isDone() ? 7 : -1 : 0;
  }
}
