package org.asyncio4j.internal.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread wakes the loop just when it is about to park. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "the loop goes on at once")
@Outcome(id = "1", expect = FORBIDDEN, desc = "the loop sleeps though it was woken")
@State
public class ParkReactorStress {
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(1_500);

  // Once it is known, no more time is wasted.
  private static volatile boolean found;

  private final ParkReactor reactor = new ParkReactor();
  private long woken;
  private long ended;

  @Actor
  public void loop() {
    reactor.await(found ? 1_000 : LONG, false);
    ended = System.nanoTime();
  }

  @Actor
  public void thread() {
    reactor.wakeup();
    woken = System.nanoTime();
  }

  @Arbiter
  public void judge(I_Result result) {
    if (ended - woken > LONG / 2) {
      found = true;
      result.r1 = 1;
    }
  }
}
