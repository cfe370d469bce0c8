package org.asyncio4j.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.HashMap;
import java.util.Map;
import org.asyncio4j.Context;
import org.asyncio4j.ErrorReport;
import org.jspecify.annotations.Nullable;

/**
 * Watches the JDK's own channels, which Netty's epoll cannot: a thread waits in a selector, and
 * hands each channel that is ready in to the loop. A channel is not looked at again before its
 * callback has run.
 *
 * <p>The selector is for every thread; everything else is the loop's.
 *
 * <p>Python: {@code loop.add_reader} and its kin.
 */
final class Readiness implements NettyReactor.Holder {
  private static final int READING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
  private static final int WRITING = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

  private record Watch(Runnable callback, Context context, int operation) {}

  private static final class Watches {
    private @Nullable Watch reader;
    private @Nullable Watch writer;
  }

  private final NettyReactor reactor;
  private final Selector selector;
  private final Map<SelectableChannel, Watches> watched = new HashMap<>();

  Readiness(NettyReactor reactor) {
    this.reactor = reactor;
    try {
      this.selector = Selector.open();
    } catch (IOException refused) {
      throw new UncheckedIOException("cannot watch channels", refused);
    }
    Thread.ofPlatform().daemon().name("asyncio4j-selector").start(this::select);
  }

  // --- on the selector's thread ------------------------------------------------------------------

  private void select() {
    try {
      while (selector.isOpen()) {
        selector.select(this::ready);
      }
    } catch (ClosedSelectorException over) {
      // The loop is closed.
    } catch (IOException failed) {
      throw new UncheckedIOException("the selector has failed", failed);
    }
  }

  private void ready(SelectionKey key) {
    try {
      int operations = key.readyOps();
      key.interestOpsAnd(~operations);
      reactor.loop().callSoonThreadsafe(() -> fire(key.channel(), operations), new Context());
    } catch (IllegalStateException over) {
      // Nobody watches it any more, or the loop is closed.
    }
  }

  // --- on the loop's thread ----------------------------------------------------------------------

  private void fire(SelectableChannel channel, int operations) {
    Watches watches = watched.get(channel);
    if (watches == null) {
      return;
    }
    if ((operations & READING) != 0 && watches.reader != null) {
      schedule(channel, watches.reader);
    }
    if ((operations & WRITING) != 0 && watches.writer != null) {
      schedule(channel, watches.writer);
    }
  }

  private void schedule(SelectableChannel channel, Watch watch) {
    reactor.loop().callSoon(() -> call(channel, watch), watch.context());
  }

  private void call(SelectableChannel channel, Watch watch) {
    if (isCurrent(channel, watch)) {
      try {
        watch.callback().run();
      } finally {
        if (isCurrent(channel, watch)) {
          lookFor(channel, watch.operation());
        }
      }
    }
  }

  private boolean isCurrent(SelectableChannel channel, Watch watch) {
    Watches watches = watched.get(channel);
    return watches != null && (watches.reader == watch || watches.writer == watch);
  }

  // --- what a user calls -------------------------------------------------------------------------

  void addReader(SelectableChannel channel, Runnable callback) {
    int valid = check(channel).validOps();
    int operation =
        (valid & SelectionKey.OP_ACCEPT) != 0 ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ;
    requireOperation(channel, operation, "read");
    of(channel).reader = watch(callback, operation);
    lookFor(channel, operation);
  }

  void addWriter(SelectableChannel channel, Runnable callback) {
    addWriter(channel, callback, SelectionKey.OP_WRITE);
  }

  void addConnecter(SelectableChannel channel, Runnable callback) {
    addWriter(channel, callback, SelectionKey.OP_CONNECT);
  }

  private void addWriter(SelectableChannel channel, Runnable callback, int operation) {
    check(channel);
    requireOperation(channel, operation, "write");
    of(channel).writer = watch(callback, operation);
    lookFor(channel, operation);
  }

  private static Watch watch(Runnable callback, int operation) {
    return new Watch(Required.argument(callback, "callback"), Context.copyContext(), operation);
  }

  private static SelectableChannel check(SelectableChannel channel) {
    if (!Required.argument(channel, "channel").isOpen()) {
      throw new IllegalArgumentException("%s is closed".formatted(channel));
    }
    if (channel.isBlocking()) {
      throw new IllegalArgumentException("%s must be non-blocking".formatted(channel));
    }
    if (!channel.provider().equals(SelectorProvider.provider())) {
      throw new IllegalArgumentException(
          "%s is not of the JDK's own selector provider".formatted(channel));
    }
    return channel;
  }

  private static void requireOperation(SelectableChannel channel, int operation, String what) {
    if ((channel.validOps() & operation) == 0) {
      throw new IllegalArgumentException("%s cannot %s".formatted(channel, what));
    }
  }

  private Watches of(SelectableChannel channel) {
    if (watched.isEmpty()) {
      reactor.opened(this);
    }
    return watched.computeIfAbsent(channel, added -> new Watches());
  }

  // Not now: who registers a channel waits for the selector's thread with the channel's lock held.
  // A task that did would be set aside, and the loop, which comes for the same lock, would wait for
  // a task that waits for the loop.
  private void lookFor(SelectableChannel channel, int operation) {
    if (!reactor.closed()) {
      reactor.later(() -> look(channel, operation));
    }
  }

  private void look(SelectableChannel channel, int operation) {
    if (!isWanted(channel, operation)) {
      return;
    }
    try {
      SelectionKey key = channel.keyFor(selector);
      if (key == null) {
        channel.register(selector, operation);
      } else {
        key.interestOpsOr(operation);
      }
      selector.wakeup();
    } catch (CancelledKeyException removedAndAdded) {
      reactor.busy();
      reactor.loop().callSoon(() -> lookFor(channel, operation));
    } catch (ClosedChannelException closed) {
      forget(channel);
    } catch (IllegalBlockingModeException changed) {
      forget(channel);
      reactor
          .loop()
          .callExceptionHandler(
              ErrorReport.of("%s is watched no more".formatted(channel)).withException(changed));
    }
  }

  private boolean isWanted(SelectableChannel channel, int operation) {
    Watches watches = watched.get(channel);
    return watches != null
        && ((operation & READING) != 0 ? watches.reader : watches.writer) != null;
  }

  boolean removeReader(SelectableChannel channel) {
    Watches watches = watched.get(channel);
    if (watches == null || watches.reader == null) {
      return false;
    }
    watches.reader = null;
    forget(channel, watches, READING);
    return true;
  }

  boolean removeWriter(SelectableChannel channel) {
    Watches watches = watched.get(channel);
    if (watches == null || watches.writer == null) {
      return false;
    }
    watches.writer = null;
    forget(channel, watches, WRITING);
    return true;
  }

  private void forget(SelectableChannel channel, Watches watches, int operations) {
    SelectionKey key = channel.keyFor(selector);
    boolean last = watches.reader == null && watches.writer == null;
    if (key != null && key.isValid()) {
      if (last) {
        key.cancel();
      } else {
        key.interestOpsAnd(~operations);
      }
    }
    selector.wakeup();
    if (last) {
      forget(channel);
    }
  }

  private void forget(SelectableChannel channel) {
    watched.remove(channel);
    if (watched.isEmpty()) {
      reactor.closed(this);
    }
  }

  @Override
  public void closeNow() {
    close();
  }

  void close() {
    watched.clear();
    try {
      selector.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public String toString() {
    return "channels that are watched: %s".formatted(watched.keySet());
  }
}
