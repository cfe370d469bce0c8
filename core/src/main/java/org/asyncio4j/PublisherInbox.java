package org.asyncio4j;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes a publisher's signals, from whatever thread, to the body of an asynchronous generator.
 *
 * <p>It asks for a few items at a time, so that is how many can be on their way.
 *
 * @param <T> the type of the items
 */
final class PublisherInbox<T> implements Flow.Subscriber<T> {
  static final int BATCH = 16;

  private record Subscribed(Flow.Subscription subscription) {}

  private record Failed(Throwable throwable) {}

  private static final Object COMPLETED = new Object();

  private final boolean ownLoopOnly;
  private final Doorbell doorbell;

  // Any thread adds: an item or one of the above. Only the loop takes out, until closed is set.
  private final ConcurrentLinkedQueue<Object> signals = new ConcurrentLinkedQueue<>();

  // Set by the loop before it empties signals, read by other threads after they have added
  // something: so one of the two takes it out.
  private volatile boolean closed;

  // Loop thread.
  private Flow.@Nullable Subscription subscription;
  private int requested;

  PublisherInbox(BaseEventLoop loop, boolean ownLoopOnly) {
    this.ownLoopOnly = ownLoopOnly;
    this.doorbell = new Doorbell(loop);
  }

  static <T> AsyncGenerator<T> generatorOf(Flow.Publisher<T> publisher) {
    Arguments.required(publisher, "publisher");
    return new AsyncGenerator<>(out -> relay(publisher, out));
  }

  private static <T> void relay(Flow.Publisher<T> publisher, AsyncGenerator.Emitter<T> out) {
    BaseEventLoop loop = Running.requiredLoop();
    boolean ownLoopOnly = publisher instanceof IterablePublisher<?> ours && ours.loop() == loop;
    var inbox = new PublisherInbox<T>(loop, ownLoopOnly);
    try {
      publisher.subscribe(inbox);
      for (T item; (item = inbox.take()) != null; ) {
        out.emit(item);
      }
    } finally {
      inbox.close();
    }
  }

  // --- loop thread ------------------------------------------------------------------------------

  /** {@return the next item; null if the publisher has completed} */
  private @Nullable T take() {
    while (true) {
      Object signal = signals.poll();
      if (signal == COMPLETED) {
        subscription = null;
        return null;
      }
      switch (signal) {
        case null -> awaitSignal();
        case Subscribed subscribed -> begin(subscribed.subscription);
        case Failed failed -> {
          subscription = null;
          throw Throwables.sneak(failed.throwable);
        }
        default -> {
          return item(signal);
        }
      }
    }
  }

  private void awaitSignal() {
    if (ownLoopOnly) {
      doorbell.awaitWhile(signals::isEmpty);
    } else {
      doorbell.awaitOthersWhile(signals::isEmpty);
    }
  }

  private void begin(Flow.Subscription offered) {
    if (subscription != null) {
      offered.cancel(); // rule 2.5: there is one already
      return;
    }
    subscription = offered;
    requested = BATCH;
    offered.request(BATCH);
  }

  @SuppressWarnings("unchecked") // what is none of our own records came through onNext
  private T item(Object signal) {
    requested--;
    if (requested <= BATCH / 2 && subscription != null) {
      int more = BATCH - requested;
      requested = BATCH;
      subscription.request(more);
    }
    return (T) signal;
  }

  void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
      subscription = null;
    }
    refuseLateSignals();
  }

  // --- any thread -------------------------------------------------------------------------------

  private void refuseLateSignals() {
    for (Object signal; (signal = signals.poll()) != null; ) {
      if (signal instanceof Subscribed late) {
        late.subscription.cancel();
      }
    }
  }

  private void signal(Object signal) {
    signals.add(signal);
    if (closed) {
      refuseLateSignals();
    } else {
      doorbell.ring();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription offered) {
    signal(new Subscribed(Arguments.required(offered, "subscription")));
  }

  @Override
  public void onNext(T item) {
    signal(Arguments.required(item, "item"));
  }

  @Override
  public void onError(Throwable throwable) {
    signal(new Failed(Arguments.required(throwable, "throwable")));
  }

  @Override
  public void onComplete() {
    signal(COMPLETED);
  }
}
