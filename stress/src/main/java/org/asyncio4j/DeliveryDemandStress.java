package org.asyncio4j;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import java.util.concurrent.Flow;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two threads ask for items at once. */
@JCStressTest
@Outcome(id = "5", expect = ACCEPTABLE, desc = "all are asked for")
@Outcome(expect = FORBIDDEN, desc = "one request is lost")
@State
public class DeliveryDemandStress {
  private static final BaseEventLoop LOOP = (BaseEventLoop) EventLoop.create();

  private final Delivery<Integer> delivery = new Delivery<>(LOOP, List.of(), new Silent());

  private static final class Silent implements Flow.Subscriber<Integer> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {}

    @Override
    public void onNext(Integer item) {}

    @Override
    public void onError(Throwable throwable) {}

    @Override
    public void onComplete() {}
  }

  @Actor
  public void one() {
    delivery.request(2);
  }

  @Actor
  public void other() {
    delivery.request(3);
  }

  @Arbiter
  public void loop(J_Result result) {
    result.r1 = delivery.demand.get();
  }
}
