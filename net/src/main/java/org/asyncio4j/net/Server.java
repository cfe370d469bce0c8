package org.asyncio4j.net;

import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections. Belongs to its loop's thread and to its tasks.
 *
 * <pre>
 *   BOUND --startServing--> SERVING
 *     |                        |
 *     +---------close----------+--> CLOSED, its connections go on
 * </pre>
 *
 * <p>Python: {@code asyncio.Server}.
 */
public final class Server implements AutoCloseable {
  private final EventLoop loop;
  private final List<ListeningSocket> listeners;
  private final Set<Transport> clients = new LinkedHashSet<>();
  private final Set<Future<@Nullable Void>> waiters = new LinkedHashSet<>();
  private boolean serving;
  private boolean closed;
  private @Nullable Future<@Nullable Void> forever;

  Server(EventLoop loop, List<? extends ListeningSocket> listeners) {
    this.loop = loop;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Makes a server of the running loop, for a {@link Network} that is not the machine's. It does
   * not accept connections before {@link #startServing}.
   *
   * @param sockets where it accepts them
   * @return the server
   * @throws IllegalStateException if no loop is running
   */
  public static Server over(List<? extends ListeningSocket> sockets) {
    return new Server(Asyncio.getRunningLoop(), sockets);
  }

  /**
   * Accepts connections from now on; does nothing if it does already.
   *
   * @throws IllegalStateException if the server is closed
   */
  public void startServing() {
    start();
    Asyncio.sleep(0);
  }

  void start() {
    if (closed) {
      throw new IllegalStateException("%s is closed".formatted(this));
    }
    if (!serving) {
      serving = true;
      listeners.forEach(listener -> listener.start(this));
    }
  }

  /**
   * Accepts connections until the calling task is cancelled. Then the server is closed, and so are
   * its connections, as by {@link #closeClients}; they are waited for.
   *
   * @throws CancelledError if the task is cancelled, or the server closed
   * @throws IllegalStateException if the server is closed already, or another task is in here
   */
  public void serveForever() {
    if (forever != null) {
      throw new IllegalStateException(
          "%s is already being awaited in serveForever()".formatted(this));
    }
    start();
    Future<@Nullable Void> end = getLoop().createFuture();
    forever = end;
    try {
      Asyncio.await(end);
    } catch (CancelledError cancelled) {
      close();
      closeClients();
      try {
        waitClosed();
      } catch (CancelledError again) {
        again.addSuppressed(cancelled);
        throw again;
      }
      throw cancelled;
    } finally {
      forever = null;
    }
  }

  /**
   * Accepts nothing more and gives the sockets back; connections that are there stay. A task in
   * {@link #serveForever} is cancelled. Does nothing if it is closed.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    serving = false;
    listeners.forEach(ListeningSocket::close);
    if (forever != null && !forever.done()) {
      forever.cancel();
    }
    wakeIfOver();
  }

  /** Waits until the server is closed and all its connections are gone, whichever comes last. */
  public void waitClosed() {
    if (over()) {
      return;
    }
    Future<@Nullable Void> waiter = getLoop().createFuture();
    waiters.add(waiter);
    try {
      Asyncio.await(waiter);
    } finally {
      waiters.remove(waiter);
    }
  }

  private boolean over() {
    return closed && clients.isEmpty();
  }

  /** Closes the connections that are there: what they have to send is sent. */
  public void closeClients() {
    List.copyOf(clients).forEach(Transport::close);
  }

  /** Closes the connections that are there at once: what is not sent yet is dropped. */
  public void abortClients() {
    List.copyOf(clients).forEach(Transport::abort);
  }

  /** {@return the addresses that it listens on; none if it is closed} */
  public List<SocketAddress> sockets() {
    return closed ? List.of() : listeners.stream().map(ListeningSocket::address).toList();
  }

  /** {@return whether it accepts connections} */
  public boolean isServing() {
    return serving;
  }

  /** {@return its loop} */
  public EventLoop getLoop() {
    return loop;
  }

  void attach(Transport client) {
    clients.add(client);
  }

  void detach(Transport client) {
    clients.remove(client);
    wakeIfOver();
  }

  private void wakeIfOver() {
    if (over()) {
      for (Future<@Nullable Void> waiter : waiters) {
        if (!waiter.done()) {
          waiter.setResult(null);
        }
      }
    }
  }

  @Override
  public String toString() {
    return "Server[%s, clients=%s]"
        .formatted(closed ? "closed" : "%s".formatted(sockets()), clients.size());
  }
}
