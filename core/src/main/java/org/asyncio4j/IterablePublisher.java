package org.asyncio4j;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Publishes what an iteration gives; each subscription is a task of the loop.
 *
 * @param <T> the type of the items
 */
final class IterablePublisher<T> implements Flow.Publisher<T> {
  private final BaseEventLoop loop;
  private final Iterable<? extends T> items;

  // Any thread subscribes; an asynchronous generator has one iteration.
  private final AtomicBoolean isSubscribed = new AtomicBoolean();

  IterablePublisher(BaseEventLoop loop, Iterable<? extends T> items) {
    this.loop = loop;
    this.items = Arguments.required(items, "items");
  }

  BaseEventLoop loop() {
    return loop;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Arguments.required(subscriber, "subscriber");
    var delivery = new Delivery<T>(loop, items, subscriber);
    boolean isFirst = isSubscribed.compareAndSet(false, true);
    if (!isFirst && items instanceof AsyncGenerator<?> generator) {
      delivery.refuse("%s has one subscriber already".formatted(generator));
    } else {
      delivery.start();
    }
  }

  @Override
  public String toString() {
    return "Publisher[%s]".formatted(items instanceof AsyncGenerator ? items : items.getClass());
  }
}
