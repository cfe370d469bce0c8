package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread cancels a handle while the loop runs it: afterwards it has run or never will. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "cancelled in time")
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "too late: it has run")
@Outcome(id = "1, 2", expect = FORBIDDEN, desc = "cancel has returned while it was running")
@Outcome(id = "0, 2", expect = FORBIDDEN, desc = "it has run after cancel had returned")
@State
public class ThreadsafeHandleStress {
  // Shared: all that the handle needs of it is a place for the current context.
  private static final BaseEventLoop LOOP = (BaseEventLoop) EventLoop.create();
  private static final Context CONTEXT = new Context();

  private volatile int progress;
  private final ThreadsafeHandle handle =
      new ThreadsafeHandle(LOOP, this::callback, CONTEXT, () -> {});

  private void callback() {
    progress = 1;
    Thread.onSpinWait();
    progress = 2;
  }

  @Actor
  public void loop() {
    handle.fire();
  }

  @Actor
  public void thread(II_Result result) {
    handle.cancel();
    result.r1 = progress;
  }

  @Arbiter
  public void later(II_Result result) {
    result.r2 = progress;
  }
}
