package org.asyncio4j;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.asyncio4j.spi.Reactor;
import org.asyncio4j.testing.VirtualClock;
import org.jspecify.annotations.Nullable;

/** What tests of a loop need: loops of virtual time, and observers of what a loop does. */
public final class TestLoops {
  private TestLoops() {}

  /** A reactor of virtual time that remembers its polls; there is one in each iteration. */
  public static final class Polls implements Reactor {
    private final VirtualClock clock = new VirtualClock();
    private final List<Long> timeouts = new ArrayList<>();

    /** {@return a loop that polls here} */
    public EventLoop newLoop() {
      return EventLoop.create(LoopOptions.DEFAULT.withClock(clock).withReactor(() -> this));
    }

    public VirtualClock clock() {
      return clock;
    }

    /** {@return how many iterations have begun} */
    public int count() {
      return timeouts.size();
    }

    /** {@return how long each poll was allowed to wait, in nanoseconds} */
    public List<Long> timeouts() {
      return timeouts;
    }

    @Override
    public void await(long timeoutNanos, boolean outsideWork) {
      timeouts.add(timeoutNanos);
      if (timeoutNanos == FOREVER) {
        throw new AssertionError("the loop would wait for ever");
      }
      clock.elapse(Duration.ofNanos(timeoutNanos));
    }

    @Override
    public void wakeup() {}
  }

  /** An exception handler that keeps every report. */
  public static final class Reports implements ExceptionHandler {
    private final List<ErrorReport> all = new ArrayList<>();

    /** {@return a new one, which is the loop's handler} */
    public static Reports of(EventLoop loop) {
      var reports = new Reports();
      loop.setExceptionHandler(reports);
      return reports;
    }

    @Override
    public void handle(EventLoop loop, ErrorReport report) {
      all.add(report);
    }

    public List<ErrorReport> all() {
      return all;
    }

    public List<String> messages() {
      return all.stream().map(ErrorReport::message).toList();
    }

    /** {@return the only report} */
    public ErrorReport only() {
      if (all.size() != 1) {
        throw new AssertionError("expected one report, got " + all);
      }
      return all.getFirst();
    }
  }

  /** Keeps what is logged, instead of printing it, until it is closed. */
  public static final class Log extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("asyncio4j");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException failure;

    public Log() {
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    public List<LogRecord> records() {
      return records;
    }

    /** Has the next attempt to log fail. */
    public void failNext(RuntimeException failure) {
      this.failure = failure;
    }

    /** Has what is of interest only for debugging kept too. */
    public void showDebug() {
      logger.setLevel(Level.FINE);
    }

    @Override
    public void publish(LogRecord record) {
      RuntimeException thrown = failure;
      if (thrown != null) {
        failure = null;
        throw thrown;
      }
      // A loop that an earlier test has not closed may be collected at any time.
      if (!record.getMessage().startsWith("unclosed event loop")) {
        records.add(record);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(null);
      logger.setUseParentHandlers(true);
    }
  }

  /** Waits until the garbage collector has cleared a reference; for tests with a time limit. */
  public static void awaitCollection(WeakReference<?> reference) {
    while (reference.get() != null) {
      System.gc();
      Thread.onSpinWait();
    }
  }

  /** Waits until a thread has blocked or ended; for tests with a time limit. */
  public static void awaitBlocked(Thread thread) {
    while (true) {
      switch (thread.getState()) {
        case BLOCKED, WAITING, TIMED_WAITING, TERMINATED -> {
          return;
        }
        default -> Thread.onSpinWait();
      }
    }
  }
}
