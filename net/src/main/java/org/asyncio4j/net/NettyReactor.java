package org.asyncio4j.net;

import io.netty.channel.IoHandlerContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.asyncio4j.EventLoop;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/**
 * Waits for sockets, besides timers and wake-ups, and does what has been asked of them.
 *
 * <p>Netty is called in here only, so on the thread of the loop. What a task or a callback wants is
 * put down by {@link #later}, and done when the loop comes to wait: at the end of the iteration.
 * What Netty reports is put down by whom it concerns, who schedules a callback of the loop for it.
 *
 * <p>While nothing is open, it is the reactor that it has replaced.
 */
final class NettyReactor implements Reactor, IoHandlerContext {
  // Between polls that are not to wait and follow something that has nothing to do with sockets:
  // a loop that is busy with callbacks looks at its sockets this often.
  private static final long POLL_INTERVAL_NANOS = 20_000;

  // The JDK's selector gives a socket back at the next look after its channel was closed, which may
  // be done in the look after this one.
  private static final int POLLS_AFTER_CLOSING = 2;

  private enum Where {
    /** Not waiting. */
    ELSEWHERE,
    /** Waiting, or about to, in the reactor that was there before. */
    BEFORE,
    /** Waiting, or about to, for sockets. */
    POLLING
  }

  /** What has a socket. */
  interface Holder {

    /** The loop is closed: gives it back at once. */
    void closeNow();
  }

  // Fixed.
  private final EventLoop loop;
  private final Reactor before;
  private final Buffers buffers = new Buffers();

  // The loop's, as all that has no other rule.
  private @Nullable NettyLoop netty;
  private @Nullable Native kind;
  private @Nullable Readiness readiness;
  private @Nullable SystemCalls calls;
  private List<Runnable> wanted = new ArrayList<>();
  private List<Runnable> spare = new ArrayList<>();
  private final Set<Holder> open = new LinkedHashSet<>();
  private int lastPolls;
  private boolean busy;
  private long timeoutNanos;
  private long lastPoll;
  private boolean closed;

  // A wake-up that no await has seen yet: set by any thread, cleared by the loop's. Who wakes sets
  // it and then looks where the loop is; the loop says where it is and then looks at it. So one of
  // the two sees the other.
  private volatile boolean woken;
  private volatile Where where = Where.ELSEWHERE;

  private NettyReactor(EventLoop loop, Reactor before) {
    this.loop = loop;
    this.before = before;
    Failures.prepare();
  }

  /** {@return the reactor of a loop, which gets one if it has none of this kind} */
  static NettyReactor of(EventLoop loop) {
    var found = new NettyReactor[1];
    loop.replaceReactor(
        present ->
            found[0] =
                present instanceof NettyReactor netty ? netty : new NettyReactor(loop, present));
    return found[0];
  }

  EventLoop loop() {
    return loop;
  }

  Buffers buffers() {
    return buffers;
  }

  /** {@return calls of the system; only where {@link #kind} is epoll's} */
  SystemCalls calls() {
    SystemCalls present = calls;
    if (present == null) {
      present = new SystemCalls();
      calls = present;
    }
    return present;
  }

  /** {@return Netty's loop; only on the loop's thread, so in what is given to {@link #later}} */
  NettyLoop netty() {
    NettyLoop present = netty;
    if (present == null) {
      present = new NettyLoop(kind().handlerFactory(), this::wakeup);
      netty = present;
    }
    return present;
  }

  /** {@return what channels are made of; only on the loop's thread} */
  Native kind() {
    Native present = kind;
    if (present == null) {
      present = Native.of(loop.engineKind());
      kind = present;
    }
    return present;
  }

  /** {@return who watches the JDK's channels} */
  Readiness readiness() {
    Readiness present = readiness;
    if (present == null) {
      present = new Readiness(this);
      readiness = present;
    }
    return present;
  }

  /** Has {@code action} run on the loop's thread when this iteration ends. */
  void later(Runnable action) {
    if (closed) {
      throw new IllegalStateException("event loop is closed");
    }
    wanted.add(action);
  }

  boolean closed() {
    return closed;
  }

  /** Something has been scheduled, so that the loop must not wait now. */
  void busy() {
    busy = true;
  }

  /** Something has a socket: as long as there is one, sockets are waited for. */
  void opened(Holder holder) {
    open.add(holder);
  }

  void closed(Holder holder) {
    open.remove(holder);
    lastPolls = POLLS_AFTER_CLOSING;
  }

  // --- waiting ----------------------------------------------------------------------------------

  /** Netty's pools lock, TLS runs code of its users, and the JDK's selector knows monitors. */
  @Override
  public boolean takesLocks() {
    return true;
  }

  @Override
  public void await(long timeoutNanos, boolean outsideWork) {
    if (netty != null) {
      netty.own();
    }
    boolean worked = doWhatIsWanted();
    NettyLoop present = open.isEmpty() ? netty : netty();
    if (present == null || open.isEmpty()) {
      if (present != null && lastPolls > 0) {
        lastPolls--;
        pollNow(present, true);
        busy |= lastPolls > 0;
      }
      awaitBefore(timeoutNanos, outsideWork);
    } else if (timeoutNanos > 0 && !busy) {
      poll(present, timeoutNanos, outsideWork);
    } else {
      pollNow(present, worked);
    }
    busy = false;
  }

  private void awaitBefore(long timeoutNanos, boolean outsideWork) {
    where = Where.BEFORE;
    before.await(busy || woken ? 0 : timeoutNanos, outsideWork);
    where = Where.ELSEWHERE;
    if (woken) {
      woken = false;
    }
  }

  private void pollNow(NettyLoop present, boolean worked) {
    long now = System.nanoTime();
    if (worked || busy || present.hasReadable() || now - lastPoll >= POLL_INTERVAL_NANOS) {
      lastPoll = now;
      timeoutNanos = 0;
      present.poll(this);
      doWhatIsWanted();
    }
    if (woken) {
      woken = false;
    }
  }

  private void poll(NettyLoop present, long timeout, boolean outsideWork) {
    double began = timeout == FOREVER ? 0 : loop.time();
    timeoutNanos = timeout;
    where = Where.POLLING;
    int events = present.poll(this);
    where = Where.ELSEWHERE;
    lastPoll = System.nanoTime();
    boolean nothing = events == 0 && !woken && !doWhatIsWanted() && !busy;
    if (events > 0) {
      doWhatIsWanted();
    }
    if (woken) {
      woken = false;
    }
    // The loop's time is not the machine's: what should have waited has waited, so let it pass.
    if (nothing && timeout != FOREVER && !outsideWork && loop.time() == began) {
      before.await(timeout, false);
    }
  }

  /** {@return whether there was anything} */
  private boolean doWhatIsWanted() {
    NettyLoop present = netty;
    boolean any = false;
    if (present != null && present.runTasks()) {
      busy = true;
      any = true;
    }
    while (!wanted.isEmpty()) {
      any = true;
      List<Runnable> now = wanted;
      wanted = spare;
      for (int i = 0; i < now.size(); i++) {
        now.get(i).run();
      }
      now.clear();
      spare = now;
    }
    return any;
  }

  @Override
  public void wakeup() {
    if (woken) {
      return;
    }
    woken = true;
    switch (where) {
      case ELSEWHERE -> {}
      case BEFORE -> before.wakeup();
      case POLLING -> {
        NettyLoop present = netty;
        if (present != null) {
          present.wakeUpPoll();
        }
      }
    }
  }

  // --- how long Netty may wait ------------------------------------------------------------------

  @Override
  public boolean canBlock() {
    NettyLoop present = netty;
    return timeoutNanos > 0
        && !woken
        && present != null
        && !present.hasTasks()
        && !present.hasReadable();
  }

  @Override
  public long delayNanos(long currentTimeNanos) {
    NettyLoop present = netty;
    long deadline = present == null ? -1 : present.nextDeadline();
    if (present == null || deadline == -1) {
      return timeoutNanos;
    }
    return Math.max(0, Math.min(timeoutNanos, deadline - present.ticker().nanoTime()));
  }

  @Override
  public long deadlineNanos() {
    NettyLoop present = netty;
    long deadline = present == null ? -1 : present.nextDeadline();
    if (timeoutNanos == FOREVER || present == null) {
      return deadline;
    }
    long own = present.ticker().nanoTime() + timeoutNanos;
    return deadline == -1 || deadline - own > 0 ? own : deadline;
  }

  // --- closing ----------------------------------------------------------------------------------

  @Override
  public void close() {
    if (netty != null) {
      netty.own();
    }
    doWhatIsWanted();
    closed = true;
    for (Holder holder : List.copyOf(open)) {
      Warnings.unclosed(holder);
      holder.closeNow();
    }
    if (netty != null) {
      netty.end();
    }
    if (readiness != null) {
      readiness.close();
    }
    wanted.clear();
    open.clear();
    buffers.close();
    before.close();
  }
}
