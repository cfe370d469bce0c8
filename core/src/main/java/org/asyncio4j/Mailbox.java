package org.asyncio4j;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.asyncio4j.internal.loop.ReadyQueue;
import org.asyncio4j.spi.Reactor;

/**
 * What other threads hand in to a loop, until the loop closes.
 *
 * <p>Any thread may call {@link #post}; the rest is the loop's.
 */
final class Mailbox {
  private final ConcurrentLinkedQueue<Object> entries = new ConcurrentLinkedQueue<>();

  // Written by the loop's thread, which looks at the entries before it awaits the new one; post
  // reads
  // it after it has put something in: so a wake-up that goes to the old one is not needed.
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
    if (closed && entries.remove(entry)) {
      return false;
    }
    reactor.wakeup();
    return true;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void emptyInto(ReadyQueue<Object> ready) {
    for (Object entry; (entry = entries.poll()) != null; ) {
      ready.add(entry);
    }
  }

  void close() {
    closed = true;
  }
}
