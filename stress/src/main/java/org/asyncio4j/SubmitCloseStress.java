package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A thread submits a coroutine while the loop closes: it is refused, or its future ends. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "refused or done")
@Outcome(id = "false", expect = FORBIDDEN, desc = "whoever waits for it waits for ever")
@State
public class SubmitCloseStress {
  private final EventLoop loop = EventLoop.create();
  private CompletableFuture<Integer> submitted = new CompletableFuture<>();

  @Actor
  public void thread() {
    try {
      submitted = Asyncio.runCoroutineThreadsafe(() -> 1, loop);
    } catch (IllegalStateException refused) {
      submitted.cancel(false);
    }
  }

  @Actor
  public void closing() {
    loop.close();
  }

  @Arbiter
  public void later(Z_Result result) {
    result.r1 = submitted.isDone();
  }
}
