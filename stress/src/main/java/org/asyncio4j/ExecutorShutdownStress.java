package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A thread gives something to a loop's executor while another one shuts that down. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "refused, or done before it terminated")
@Outcome(expect = FORBIDDEN, desc = "it never terminates, or has forgotten what it accepted")
@State
public class ExecutorShutdownStress {
  private final EventLoop loop = EventLoop.create();
  private final ExecutorService executor = Asyncio.asExecutorService(loop);
  private java.util.concurrent.Future<Integer> submitted =
      java.util.concurrent.CompletableFuture.completedFuture(0);

  @Actor
  public void one() {
    try {
      submitted = executor.submit(() -> 1);
    } catch (RejectedExecutionException refused) {
      return;
    }
  }

  @Actor
  public void other() {
    executor.shutdown();
  }

  @Arbiter
  public void later(ZZ_Result result) {
    loop.runUntilComplete(
        () -> {
          for (int i = 0; i < 4; i++) {
            Asyncio.sleep(0);
          }
        });
    loop.close();
    result.r1 = submitted.isDone() && !submitted.isCancelled();
    result.r2 = executor.isShutdown() && executor.isTerminated();
  }
}
