package org.asyncio4j.net;

import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/** Warns of a transport that is still open when its loop is closed, and releases what it has. */
final class UnclosedTransport {
  private static final System.Logger LOG = System.getLogger("asyncio4j");

  private final Object transport;
  private final Runnable release;
  // A closing loop cancels the copies of its futures that are not done.
  private final Future<@Nullable Void> closing;

  private UnclosedTransport(EventLoop loop, Object transport, Runnable release) {
    this.transport = transport;
    this.release = release;
    this.closing = loop.createFuture();
    Asyncio.toCompletableFuture(closing).whenComplete((nothing, cancelled) -> loopCloses());
  }

  /**
   * Begins to watch a transport.
   *
   * @param release ends what the transport has, by the thread that closes the loop
   */
  static UnclosedTransport over(EventLoop loop, Object transport, Runnable release) {
    return new UnclosedTransport(loop, transport, release);
  }

  /** The transport has been closed: there is nothing to watch any more. */
  void transportClosed() {
    if (!closing.done()) {
      closing.setResult(null);
    }
  }

  private void loopCloses() {
    if (!closing.done()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "unclosed transport %s: close it before its loop".formatted(transport));
      release.run();
    }
  }
}
