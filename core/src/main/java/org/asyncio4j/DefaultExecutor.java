package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.internal.engine.PlainThreads;
import org.jspecify.annotations.Nullable;

/**
 * A loop's executor for blocking functions: made when it is first needed, and joined at the end.
 * Loop thread only.
 */
final class DefaultExecutor {
  private final BaseEventLoop loop;
  private @Nullable ExecutorService executor;
  private boolean shutdownCalled;

  DefaultExecutor(BaseEventLoop loop) {
    this.loop = loop;
  }

  /**
   * CPython's {@code ThreadPoolExecutor}: as many threads, and a new one only if none is idle.
   *
   * <p>They are no daemons: a function that has begun is finished before the JVM exits. So that a
   * loop that is never closed does not hold the JVM, idle threads end after some seconds.
   */
  static final class Pool extends ThreadPoolExecutor {
    private static final int MOST_THREADS = 32;
    private static final int MORE_THAN_PROCESSORS = 4;
    private static final int KEEP_ALIVE_SECONDS = 5;

    private final LinkedTransferQueue<Runnable> queue;

    Pool() {
      this(
          Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() + MORE_THAN_PROCESSORS),
          new LinkedTransferQueue<>());
    }

    private Pool(int threads, LinkedTransferQueue<Runnable> queue) {
      super(threads, threads, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, queue, threadFactory());
      this.queue = queue;
      allowCoreThreadTimeOut(true);
    }

    /** The library's name is in theirs, as in a task's, to be found in a thread dump. */
    private static ThreadFactory threadFactory() {
      PlainThreads simulated = PlainThreads.onThisCarrier();
      if (simulated != null) {
        return body -> simulated.newThread("asyncio4j-thread", body);
      }
      ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();
      ThreadFactory factory =
          Thread.ofPlatform()
              .name("asyncio4j-thread-", 0)
              .daemon(false)
              .inheritInheritableThreadLocals(false)
              .factory();
      return body -> {
        Thread thread = factory.newThread(body);
        thread.setContextClassLoader(contextClassLoader);
        return thread;
      };
    }

    @Override
    public void execute(Runnable command) {
      if (isShutdown() || !queue.tryTransfer(command)) {
        super.execute(command);
      }
    }
  }

  /** As {@link EventLoop#runInExecutor(Callable, WhenCancelled)}. */
  <T extends @Nullable Object> Future<T> submit(Callable<T> body, WhenCancelled whenCancelled) {
    loop.checkClosed();
    return ExecutorFuture.submit(loop, get(), body, whenCancelled);
  }

  private Executor get() {
    if (shutdownCalled) {
      throw new IllegalStateException(
          "executor shutdown has been called: expected an executor as an argument");
    }
    ExecutorService used = executor;
    if (used == null) {
      used = new Pool();
      executor = used;
    }
    return used;
  }

  void set(ExecutorService executor) {
    this.executor = executor;
  }

  /** Suspends the current task until all threads have ended, for a time at most. */
  void shutdown(long nanos) {
    Running.requiredTask("shutdownDefaultExecutor");
    shutdownCalled = true;
    ExecutorService joined = executor;
    if (joined == null) {
      return;
    }
    OnLoopThread.run(loop, joined::shutdown);
    // Real time, also under a virtual clock: the threads know no other.
    Callable<Boolean> join = () -> joined.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    boolean ended =
        ExecutorFuture.submit(loop, DefaultExecutor::onNewThread, join, WhenCancelled.INTERRUPT)
            .await();
    if (!ended) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the default executor did not join its threads within {0} seconds",
          Double.toString(Arguments.seconds(nanos)));
    }
  }

  private static void onNewThread(Runnable body) {
    PlainThreads simulated = PlainThreads.onThisCarrier();
    if (simulated != null) {
      simulated.newThread("asyncio4j-join", body).start();
      return;
    }
    Thread.ofPlatform().name("asyncio4j-join").daemon().start(body);
  }

  /** The loop closes: lets the threads end, and waits for none. */
  void close() {
    shutdownCalled = true;
    ExecutorService closed = executor;
    executor = null;
    if (closed != null) {
      closed.shutdown();
    }
  }
}
