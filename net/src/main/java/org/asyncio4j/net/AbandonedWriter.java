package org.asyncio4j.net;

import java.lang.ref.Cleaner;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Closes the connection of a {@link StreamWriter} that nobody has closed, and warns of it, when the
 * garbage collector has found that nobody can any more.
 *
 * <p>It must not hold the writer or its reader; nor does what it holds: the transport's protocol
 * knows the reader weakly.
 */
final class AbandonedWriter implements Runnable {
  private static final System.Logger LOG = System.getLogger("asyncio4j");
  private static final Cleaner CLEANER =
      Cleaner.create(Thread.ofPlatform().daemon().name("asyncio4j-net-cleaner").factory());

  private final EventLoop loop;

  // Written by the loop's thread; read by it and, once nobody holds the writer, by the cleaner's,
  // which the collection orders after that.
  private BaseTransport transport;
  private Cleaner.@Nullable Cleanable cleanable;
  private boolean closed;

  private AbandonedWriter(EventLoop loop, BaseTransport transport) {
    this.loop = loop;
    this.transport = transport;
  }

  static AbandonedWriter over(StreamWriter writer, EventLoop loop, BaseTransport transport) {
    var watch = new AbandonedWriter(loop, transport);
    watch.cleanable = CLEANER.register(writer, watch);
    return watch;
  }

  /** Another transport has taken over. */
  void follow(BaseTransport replacement) {
    transport = replacement;
  }

  /** The writer has been closed: there is nothing to watch any more. */
  void closed() {
    closed = true;
    if (cleanable != null) {
      cleanable.clean();
      cleanable = null;
    }
  }

  /** Called once: by {@link #closed}, or by the cleaner. */
  @Override
  public void run() {
    if (closed) {
      return;
    }
    try {
      loop.callSoonThreadsafe(this::closeUnlessClosing);
    } catch (IllegalStateException loopClosed) {
      warn(", whose loop is closed");
    }
  }

  private void closeUnlessClosing() {
    if (!transport.isClosing()) {
      transport.close();
      warn("");
    }
  }

  private void warn(String addition) {
    LOG.log(
        System.Logger.Level.WARNING,
        "unclosed StreamWriter of %s%s: call close()".formatted(transport, addition));
  }
}
