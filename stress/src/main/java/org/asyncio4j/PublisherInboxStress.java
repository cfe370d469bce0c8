package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A subscription arrives while the generator is closed: it is cancelled, whoever finds it. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "cancelled")
@Outcome(id = "0", expect = FORBIDDEN, desc = "the publisher waits for ever")
@Outcome(id = "2", expect = FORBIDDEN, desc = "found twice")
@State
public class PublisherInboxStress {
  private static final BaseEventLoop LOOP = (BaseEventLoop) EventLoop.create();

  private final PublisherInbox<Integer> inbox = new PublisherInbox<>(LOOP, false);
  private final AtomicInteger cancelled = new AtomicInteger();

  private final class Offered implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
      cancelled.incrementAndGet();
    }
  }

  @Actor
  public void publisher() {
    inbox.onSubscribe(new Offered());
  }

  @Actor
  public void loop() {
    inbox.close();
  }

  @Arbiter
  public void later(I_Result result) {
    result.r1 = cancelled.get();
  }
}
