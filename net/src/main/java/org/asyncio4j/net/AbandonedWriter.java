package org.asyncio4j.net;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.asyncio4j.EventLoop;

/**
 * Closes the connection of a {@link StreamWriter} that nobody has closed, and warns of it, when the
 * garbage collector has found that nobody can any more.
 *
 * <p>It must not hold the writer or its reader; nor does what it holds: the transport's protocol
 * knows the reader weakly.
 */
final class AbandonedWriter extends PhantomReference<StreamWriter> {
  private static final System.Logger LOG = System.getLogger("asyncio4j");
  private static final ReferenceQueue<StreamWriter> COLLECTED = new ReferenceQueue<>();
  private static final AtomicLong COUNT = new AtomicLong();

  // Holds what is being watched; any thread. No Cleaner, which has a lock: in a task, waiting for
  // that would be a suspension point where none is promised.
  private static final ConcurrentSkipListMap<Long, AbandonedWriter> WATCHED =
      new ConcurrentSkipListMap<>();

  static {
    Thread.ofPlatform().daemon().name("asyncio4j-net-cleaner").start(AbandonedWriter::watch);
  }

  private final long id = COUNT.incrementAndGet();
  private final EventLoop loop;

  // Written by the loop's thread; read by it and, once nobody holds the writer, by the watching
  // one, which the collection orders after that.
  private BaseTransport transport;

  private AbandonedWriter(StreamWriter writer, EventLoop loop, BaseTransport transport) {
    super(writer, COLLECTED);
    this.loop = loop;
    this.transport = transport;
  }

  static AbandonedWriter over(StreamWriter writer, EventLoop loop, BaseTransport transport) {
    var watch = new AbandonedWriter(writer, loop, transport);
    WATCHED.put(watch.id, watch);
    return watch;
  }

  /** Another transport has taken over. */
  void follow(BaseTransport replacement) {
    transport = replacement;
  }

  /** The writer has been closed: there is nothing to watch any more. */
  void closed() {
    WATCHED.remove(id);
    clear();
  }

  /** {@return how many writers are open, or have not been found to be abandoned} */
  static int watched() {
    return WATCHED.size();
  }

  private static void watch() {
    while (true) {
      try {
        ((AbandonedWriter) COLLECTED.remove()).abandoned();
      } catch (InterruptedException nobodyDoesThat) {
        // The thread lives as long as the JVM.
      }
    }
  }

  private void abandoned() {
    WATCHED.remove(id);
    try {
      loop.callSoonThreadsafe(this::closeUnlessClosing);
    } catch (IllegalStateException loopClosed) {
      // Nobody changes the transport any more.
      if (!transport.isClosing()) {
        warn(", whose loop is closed");
      }
    }
  }

  private void closeUnlessClosing() {
    if (!transport.isClosing()) {
      warn("");
      transport.close();
    }
  }

  private void warn(String addition) {
    LOG.log(
        System.Logger.Level.WARNING,
        "unclosed StreamWriter of %s%s: call close()".formatted(transport, addition));
  }
}
