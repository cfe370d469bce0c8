package org.asyncio4j;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.asyncio4j.internal.loop.ParkReactor;
import org.asyncio4j.internal.loop.ReadyQueue;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/**
 * What other threads hand in to a loop, until the loop closes.
 *
 * <p>Any thread may call {@link #post}; the rest is the loop's.
 */
final class Mailbox {
  private final ConcurrentLinkedQueue<Object> entries = new ConcurrentLinkedQueue<>();

  // Whether there may be entries. post sets it after it has added one, the loop's thread clears it
  // before it takes all out, so Schedule.add learns of them by one read.
  private volatile boolean posted;

  // What lets the actions of callback frames go on that the JDK has unparked.
  private final ConcurrentLinkedQueue<Runnable> actions = new ConcurrentLinkedQueue<>();

  // Where the loop's thread waits while an action is blocked. The reactor may be what is blocked.
  private final ParkReactor standstill = new ParkReactor();

  // Written by the loop's thread, which looks at the entries before it awaits the new one; post
  // reads it after it has put something in: so a wake-up that goes to the old one is not needed.
  private volatile Reactor reactor;

  // Written once, by close, before it takes out what is left; post reads it after it has put
  // something in: so one of the two sees the other, and no entry stays here for ever.
  private volatile boolean closed;

  Mailbox(Reactor reactor) {
    this.reactor = reactor;
  }

  boolean closed() {
    return closed;
  }

  void setReactor(Reactor reactor) {
    this.reactor = reactor;
  }

  /**
   * Hands in an entry of the ready queue and wakes the loop.
   *
   * @return false if the loop is closed, and will not look at the entry
   */
  boolean post(Object entry) {
    if (closed) {
      return false;
    }
    entries.add(entry);
    posted = true;
    if (closed && entries.remove(entry)) {
      return false;
    }
    reactor.wakeup();
    standstill.wakeup();
    return true;
  }

  /** Any thread: an action may go on. Nothing is lost if the loop is closed: it has none then. */
  void postAction(Runnable unblocked) {
    actions.add(unblocked);
    standstill.wakeup();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  @Nullable Object poll() {
    return entries.poll();
  }

  @Nullable Runnable pollAction() {
    return actions.poll();
  }

  /** Waits until something is posted, of either kind. */
  void standStill() {
    standstill.await(Reactor.FOREVER, true);
  }

  /** {@return whether something may have been posted since it was last emptied} */
  boolean posted() {
    return posted;
  }

  void emptyInto(ReadyQueue<Object> ready) {
    posted = false;
    for (Object entry; (entry = entries.poll()) != null; ) {
      ready.add(entry);
    }
  }

  void close() {
    closed = true;
  }
}
