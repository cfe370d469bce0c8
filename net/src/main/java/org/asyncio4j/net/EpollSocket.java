package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a channel of Netty and epoll.
 *
 * <pre>
 *   LEVELS --receiveBy--> EDGES --receiveByNetty--> LEVELS
 * </pre>
 *
 * <p>LEVELS are Netty's way: the system says again and again that there is something to receive,
 * and Netty receives it. Of EDGES it tells once, which saves it a look at the socket each time that
 * something comes; that is received in its turn ({@link ReceiveQueue}), and Netty sees the rest:
 * the end, failures, that there is room to send, and what comes with urgent data. A receiver that
 * cannot know whether it has received all is told of levels too.
 *
 * <p>A socket of which nothing is wanted stays in epoll. Netty 4.2 takes it out then and does not
 * know it afterwards: whoever writes much to a peer that has ended its half gets "No such file or
 * directory". Edge-triggered and without any event, a socket that is dead wakes nobody twice.
 */
@SuppressWarnings("try") // Netty has it so that it may throw anything when it is closed
final class EpollSocket implements EpollIoHandle, IoRegistration {

  /** Takes what has come. */
  interface Receiver {

    /** Netty is to receive: what there is is not for the receiver. */
    int FOR_NETTY = -1;

    /** {@return how many bytes there were, or {@link #FOR_NETTY}} */
    int receive();

    /** {@return whether nothing is left when there were fewer bytes than there was room for} */
    boolean receivesAll();
  }

  private static final AttributeKey<EpollSocket> KEY =
      AttributeKey.valueOf(EpollSocket.class, "OF_CHANNEL");
  private static final EpollIoEvent READABLE = () -> EpollIoOps.EPOLLIN;

  // A call receives up to urgent data, whatever is behind: so that is more than readable.
  private static final EpollIoOps EPOLLPRI = EpollIoOps.valueOf(0x2);
  private static final EpollIoOps EDGES = EpollIoOps.EPOLLET.with(EPOLLPRI);

  // Fixed.
  private final EpollIoHandle netty;
  private final ReceiveQueue queue;
  private @Nullable IoRegistration registration;

  private @Nullable Receiver receiver; // of edges
  private EpollIoOps wanted = EpollIoOps.NONE;
  private boolean added;

  boolean queued; // the queue's

  EpollSocket(EpollIoHandle netty, ReceiveQueue queue) {
    this.netty = netty;
    this.queue = queue;
  }

  /** Here it is in epoll. */
  void registered(IoRegistration made) {
    registration = made;
  }

  void belongTo(Channel channel) {
    channel.attr(KEY).set(this);
  }

  /** {@return the one of a registered channel, if that is epoll's} */
  static @Nullable EpollSocket of(Channel channel) {
    return channel.attr(KEY).get();
  }

  // --- arrows -----------------------------------------------------------------------------------

  void receiveBy(Receiver receiver) {
    this.receiver = receiver;
    lookAgain();
  }

  void receiveByNetty() {
    receiver = null;
    lookAgain();
  }

  /** Has the system tell once more what there is. */
  private void lookAgain() {
    if (added && isValid()) {
      submit(wanted);
    }
  }

  // --- what epoll tells -------------------------------------------------------------------------

  @Override
  public void handle(IoRegistration self, IoEvent event) {
    EpollIoOps ready = ((EpollIoEvent) event).ops();
    if (receiver == null) {
      netty.handle(this, event);
    } else if (ready.equals(EpollIoOps.EPOLLIN)) {
      queue.add(this);
    } else {
      netty.handle(this, event);
      if (ready.contains(EpollIoOps.EPOLLIN)) {
        lookAgain(); // Netty receives once, and leaves the rest for the next time it is told
      }
    }
  }

  /** Receives in its turn. {@return how many bytes} */
  int receive() {
    if (receiver == null || !wanted.contains(EpollIoOps.EPOLLIN)) {
      return 0; // when it is wanted again, the system tells again
    }
    int bytes = receiver.receive();
    if (bytes == Receiver.FOR_NETTY) {
      netty.handle(this, READABLE);
      return 0;
    }
    return bytes;
  }

  @Override
  public FileDescriptor fd() {
    return netty.fd();
  }

  @Override
  public void registered() {
    netty.registered();
  }

  @Override
  public void unregistered() {
    netty.unregistered();
  }

  @Override
  public void close() throws Exception {
    netty.close();
  }

  // --- what Netty wants -------------------------------------------------------------------------

  @Override
  public long submit(IoOps ops) {
    wanted = (EpollIoOps) ops;
    boolean nothing = wanted.equals(EpollIoOps.NONE);
    added |= !nothing;
    boolean silent = nothing && added;
    return inEpoll()
        .submit(
            silent
                ? EpollIoOps.EPOLLET
                : receiver != null && receiver.receivesAll() ? wanted.with(EDGES) : wanted);
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // Netty has it so
  public <T> T attachment() {
    return inEpoll().attachment();
  }

  @Override
  public boolean isValid() {
    return inEpoll().isValid();
  }

  @Override
  public boolean cancel() {
    return inEpoll().cancel();
  }

  private IoRegistration inEpoll() {
    return Required.argument(registration, "registration");
  }
}
