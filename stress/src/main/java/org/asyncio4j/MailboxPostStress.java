package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.asyncio4j.internal.loop.FifoReadyQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads hand in at once. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "both are found")
@Outcome(expect = FORBIDDEN, desc = "one is lost")
@State
public class MailboxPostStress {
  private final Mailbox mailbox = new Mailbox(new MailboxCloseStress.NoReactor());

  @Actor
  public void one() {
    mailbox.post("one");
  }

  @Actor
  public void other() {
    mailbox.post("other");
  }

  @Arbiter
  public void loop(I_Result result) {
    var ready = new FifoReadyQueue<Object>();
    mailbox.emptyInto(ready);
    for (Object entry; (entry = ready.poll()) != null; ) {
      if (entry.equals("one") || entry.equals("other")) {
        result.r1++;
      }
    }
  }
}
