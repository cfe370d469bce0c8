package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty's side of a loop: the I/O handler, and the executor that Netty's channels belong to.
 *
 * <p>As Netty's {@code ManualIoEventLoop}, but the thread that it takes for its own can change: a
 * loop may run on one thread after the other.
 */
final class NettyLoop extends AbstractScheduledEventExecutor implements IoEventLoop {
  private final IoHandler handler;
  private final Runnable wakeup;

  // Any thread may add; the owner takes out.
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  // The thread that is allowed to touch channels. Written by a thread that begins to run the loop
  // or closes it, of which there is one at a time; read by all.
  private volatile @Nullable Thread owner;
  private volatile boolean closed;

  // The owner's.
  private final ReceiveQueue queue = new ReceiveQueue(System::nanoTime);
  private @Nullable EpollSocket latest; // that has been registered

  /**
   * Makes one.
   *
   * @param factory epoll's or NIO's
   * @param wakeup ends a wait of the loop; any thread may call it
   */
  NettyLoop(IoHandlerFactory factory, Runnable wakeup) {
    this.wakeup = wakeup;
    this.owner = Thread.currentThread();
    this.handler = factory.newHandler(this);
    handler.initialize();
  }

  /** The calling thread is the one that Netty's channels belong to from now on. */
  void own() {
    Thread current = Thread.currentThread();
    if (owner != current) {
      owner = current;
    }
  }

  /**
   * Handles what has happened, or waits for it as long as {@code context} allows. {@return how much
   * that was}
   */
  int poll(IoHandlerContext context) {
    var outer = ThreadExecutorMap.setCurrentExecutor(this);
    try {
      int events = queue.mustLook() ? handler.run(context) : 0;
      return queue.receive() ? events + 1 : events;
    } finally {
      ThreadExecutorMap.setCurrentExecutor(outer);
    }
  }

  /** {@return whether there is something to be received of which the system need not tell} */
  boolean hasReadable() {
    return !queue.isEmpty();
  }

  void wakeUpPoll() {
    handler.wakeup();
  }

  /** {@return whether Netty has left something to be run} */
  boolean hasTasks() {
    return !tasks.isEmpty() || hasScheduledTasks();
  }

  /** {@return when Netty wants to run something, or -1 if it does not} */
  long nextDeadline() {
    return nextScheduledTaskDeadlineNanos();
  }

  /** Runs what Netty has left. {@return whether there was anything} */
  boolean runTasks() {
    fetchFromScheduledTaskQueue(tasks);
    boolean any = false;
    for (Runnable task; (task = tasks.poll()) != null; ) {
      any = true;
      safeExecute(task);
    }
    return any;
  }

  /** Closes all channels and the handler's own descriptors. */
  void end() {
    own();
    handler.prepareToDestroy();
    runTasks();
    cancelScheduledTasks();
    closed = true;
    handler.destroy();
    runTasks();
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return thread == owner;
  }

  @Override
  public void execute(Runnable command) {
    if (closed && !inEventLoop()) {
      throw new RejectedExecutionException("event loop is closed");
    }
    tasks.add(command);
    if (!inEventLoop()) {
      wakeup.run();
    }
  }

  // --- channels ---------------------------------------------------------------------------------

  @Override
  public Future<IoRegistration> register(IoHandle handle) {
    Promise<IoRegistration> promise = newPromise();
    try {
      promise.setSuccess(
          handle instanceof EpollIoHandle ofEpoll
              ? registerSocket(ofEpoll)
              : handler.register(handle));
    } catch (Exception refused) {
      promise.setFailure(refused);
    }
    return promise;
  }

  private EpollSocket registerSocket(EpollIoHandle handle) throws Exception {
    var socket = new EpollSocket(handle, queue);
    socket.registered(handler.register(socket));
    latest = socket;
    return socket;
  }

  /** Registers a channel. {@return what is done already} */
  ChannelFuture add(Channel channel) {
    latest = null;
    ChannelPromise done = channel.newPromise();
    channel.unsafe().register(this, done);
    EpollSocket socket = latest;
    if (socket != null) {
      socket.belongTo(channel);
    }
    return done;
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel) {
    return register(new DefaultChannelPromise(channel, this));
  }

  @Override
  @Deprecated
  public ChannelFuture register(ChannelPromise promise) {
    promise.channel().unsafe().register(this, promise);
    return promise;
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    channel.unsafe().register(this, promise);
    return promise;
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return handler.isCompatible(handleType);
  }

  @Override
  public boolean isIoType(Class<? extends IoHandler> handlerType) {
    return handler.getClass().equals(handlerType);
  }

  @Override
  public IoEventLoop next() {
    return this;
  }

  @Override
  public @Nullable IoEventLoopGroup parent() {
    return null;
  }

  // --- Netty's life cycle, which is the loop's --------------------------------------------------

  @Override
  @Deprecated
  public void shutdown() {
    throw new UnsupportedOperationException("closing the asyncio loop does this");
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("closing the asyncio loop does this");
  }

  @Override
  public Future<?> terminationFuture() {
    return GlobalEventExecutor.INSTANCE.newPromise();
  }

  @Override
  public boolean isShuttingDown() {
    return closed;
  }

  @Override
  public boolean isShutdown() {
    return closed;
  }

  @Override
  public boolean isTerminated() {
    return closed;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return closed;
  }
}
