package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread completes a completable future just when the loop begins to wait for it. */
@JCStressTest
@Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "the result has arrived")
@Outcome(id = "2, .*", expect = FORBIDDEN, desc = "the loop was not woken")
@State
public class WrapFutureStress extends LoopStress {
  private final CompletableFuture<Integer> stage = new CompletableFuture<>();
  private final Future<Integer> wrapped = Bridge.wrap(stage, (BaseEventLoop) loop);

  @Actor
  public void loop(II_Result result) {
    result.r1 = run(wrapped::await, () -> stage.complete(-1));
    result.r2 = wrapped.result();
  }

  @Actor
  public void thread() {
    stage.complete(7);
  }
}
