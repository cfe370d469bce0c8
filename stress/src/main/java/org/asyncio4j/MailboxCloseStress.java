package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.asyncio4j.internal.loop.FifoReadyQueue;
import org.asyncio4j.spi.Reactor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A thread hands in while the loop closes: the entry is refused or found, never neither. */
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "accepted and found")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "refused")
@Outcome(id = "true, 0", expect = FORBIDDEN, desc = "accepted, and nobody will ever look")
@Outcome(id = "false, 1", expect = FORBIDDEN, desc = "refused, and found all the same")
@State
public class MailboxCloseStress {
  private final Mailbox mailbox = new Mailbox(new NoReactor());
  private final FifoReadyQueue<Object> ready = new FifoReadyQueue<>();

  /** Nobody waits here. */
  static final class NoReactor implements Reactor {
    @Override
    public void await(long timeoutNanos, boolean outsideWork) {}

    @Override
    public void wakeup() {}
  }

  @Actor
  public void thread(ZI_Result result) {
    result.r1 = mailbox.post("entry");
  }

  @Actor
  public void loop(ZI_Result result) {
    mailbox.close();
    mailbox.emptyInto(ready);
    result.r2 = ready.size();
  }
}
