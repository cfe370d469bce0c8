package org.asyncio4j;

import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One subscription to an {@link IterablePublisher}: a task that hands out the next item as soon as
 * there is demand for it, and pulls none before.
 *
 * @param <T> the type of the items
 */
final class Delivery<T> implements Flow.Subscription {

  /*
   *   OPEN --over--> OVER     cancelled, completed or failed: the subscriber hears nothing any more
   *
   * The subscriber is null when it is over.
   */

  private final BaseEventLoop loop;
  private final Iterable<? extends T> items;
  private final Doorbell doorbell;

  // Any thread adds, the loop takes away; Long.MAX_VALUE is without limit, and stays.
  final AtomicLong demand = new AtomicLong();

  // Written by any thread, before it rings; looked at by the loop.
  private volatile boolean cancelled;
  private volatile @Nullable IllegalArgumentException badRequest;

  // Loop thread; before the start the thread that subscribes.
  private Flow.@Nullable Subscriber<? super T> subscriber;
  private @Nullable Task<?> task;
  private boolean pulling;
  private boolean pullCancelled;

  Delivery(BaseEventLoop loop, Iterable<? extends T> items, Flow.Subscriber<? super T> subscriber) {
    this.loop = loop;
    this.items = items;
    this.subscriber = subscriber;
    this.doorbell = new Doorbell(loop);
  }

  // --- the start: any thread --------------------------------------------------------------------

  void start() {
    String closed = "the event loop is closed";
    if (Running.loopOrNull() == loop) {
      startTask();
      return;
    }
    try {
      loop.callSoonThreadsafe(this::startTask, Context.copyContext(), () -> refuse(closed));
    } catch (IllegalStateException closedAlready) {
      refuse(closed);
    }
  }

  private void startTask() {
    loop.createTask(this::run);
  }

  /** Rule 1.9: also who gets nothing is given a subscription first. */
  void refuse(String why) {
    Flow.Subscriber<? super T> refused = over();
    if (refused != null) {
      refused.onSubscribe(this);
      refused.onError(new IllegalStateException(why));
    }
  }

  private Flow.@Nullable Subscriber<? super T> over() {
    Flow.Subscriber<? super T> last = subscriber;
    subscriber = null;
    return last;
  }

  // --- the task ---------------------------------------------------------------------------------

  private void run() {
    Throwable end = null;
    try {
      deliver();
    } catch (Throwable thrown) {
      end = thrown;
    }
    end = closeItems(end);
    Flow.Subscriber<? super T> last = over();
    if (last == null || cancelled) {
      reportUnheard(end);
      return;
    }
    if (badRequest != null) {
      end = badRequest;
    }
    tell(last, end);
    throwIfItEndsTheTask(end);
  }

  private static void throwIfItEndsTheTask(@Nullable Throwable end) {
    if (end != null && (end instanceof CancelledError || Throwables.leavesTheLoop(end))) {
      throw Throwables.sneak(end);
    }
  }

  private void deliver() {
    boolean subscribed = toSubscriber(s -> s.onSubscribe(this));
    Iterator<? extends T> iterator = items.iterator();
    while (subscribed && awaitDemand() && pull(iterator)) {
      T item = iterator.next();
      demand.getAndUpdate(n -> n == Long.MAX_VALUE ? n : n - 1);
      subscribed = toSubscriber(s -> s.onNext(item));
    }
  }

  private interface Signal<T> {
    void to(Flow.Subscriber<? super T> subscriber);
  }

  /** {@return whether the subscriber took it; one that throws, against rule 2.13, gets no more} */
  private boolean toSubscriber(Signal<T> signal) {
    Flow.Subscriber<? super T> open = subscriber;
    if (open == null) {
      return false;
    }
    try {
      signal.to(open);
      return true;
    } catch (Throwable thrown) {
      over();
      if (Throwables.leavesTheLoop(thrown)) {
        throw thrown;
      }
      reportSubscriber(thrown);
      return false;
    }
  }

  private void reportSubscriber(Throwable thrown) {
    loop.callExceptionHandler(
        ErrorReport.of("a subscriber of a Flow.Publisher has thrown, and is cancelled")
            .withException(thrown));
  }

  private boolean isWanted() {
    return !cancelled && badRequest == null;
  }

  /** Not counted as outside work: demand is owed by nobody, and virtual time need not wait. */
  private boolean awaitDemand() {
    doorbell.awaitWhile(() -> isWanted() && demand.get() == 0);
    return isWanted();
  }

  /** {@return whether there is one more item, and it is still wanted} */
  private boolean pull(Iterator<? extends T> iterator) {
    pulling = true;
    Task<?> self = Running.requiredTask("a Flow.Subscription");
    task = self;
    try {
      return iterator.hasNext() && isWanted();
    } catch (CancelledError thrown) {
      boolean isOurs = pullCancelled && self.cancelling() == 1;
      if (!isOurs) {
        throw thrown;
      }
      return false;
    } finally {
      pulling = false;
      if (pullCancelled) {
        pullCancelled = false;
        self.uncancel(); // the clean-up may wait
      }
    }
  }

  private @Nullable Throwable closeItems(@Nullable Throwable end) {
    if (!(items instanceof AsyncGenerator<?> generator)) {
      return end;
    }
    try {
      generator.aclose();
      return end;
    } catch (Throwable thrown) {
      if (end == null) {
        return thrown;
      }
      Throwables.suppress(end, thrown);
      return end;
    }
  }

  /** Nobody hears how it has ended, unless it is said here. */
  private void reportUnheard(@Nullable Throwable end) {
    throwIfItEndsTheTask(end);
    if (end != null) {
      ErrorReport report =
          ErrorReport.of("a cancelled Flow.Subscription has failed").withException(end);
      loop.callExceptionHandler(
          items instanceof AsyncGenerator<?> generator ? report.withAsyncgen(generator) : report);
    }
  }

  private void tell(Flow.Subscriber<? super T> last, @Nullable Throwable end) {
    try {
      if (end == null) {
        last.onComplete();
      } else if (end instanceof CancelledError) {
        var exception = new CancellationException("the publisher's task was cancelled");
        exception.initCause(end);
        last.onError(exception);
      } else {
        last.onError(end);
      }
    } catch (Throwable thrown) {
      if (Throwables.leavesTheLoop(thrown)) {
        throw thrown;
      }
      reportSubscriber(thrown);
    }
  }

  // --- the subscription: any thread -------------------------------------------------------------

  @Override
  public void request(long n) {
    if (cancelled) {
      return; // rule 3.6
    }
    if (n <= 0) {
      badRequest = new IllegalArgumentException("rule 3.9: n must be > 0, got " + n);
      endPull();
    } else {
      demand.getAndUpdate(old -> old + n < 0 ? Long.MAX_VALUE : old + n);
    }
    doorbell.ring();
  }

  @Override
  public void cancel() {
    if (cancelled) {
      return; // rule 3.7
    }
    cancelled = true;
    endPull();
    doorbell.ring();
  }

  /** An item that is being waited for is wanted no more. */
  private void endPull() {
    if (loop.isClosed()) {
      return;
    }
    Runnable cancelPull =
        () -> {
          if (pulling && !pullCancelled && task != null) {
            pullCancelled = true;
            task.cancel();
          }
        };
    try {
      loop.callSoonThreadsafe(cancelPull, new Context());
    } catch (IllegalStateException closed) {
      // Nothing is pulled there any more.
    }
  }
}
