package org.asyncio4j.benchmarks.soak;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.asyncio4j.Handle;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;
import org.jspecify.annotations.Nullable;

/**
 * What tasks, callbacks, stackless bodies and foreign threads of a hostile soak share: locks, a
 * stream to print to, a log, a queue.
 *
 * <p>Nobody awaits anything of asyncio while holding one of its locks, so all of them are given
 * back by whoever has them, if only that one can go on.
 */
final class Arena implements AutoCloseable {
  private static final String LINE = "a line of the soak";
  private static final int LONGEST_NAP = 60_000;
  private static final int SEATS = 4;

  private final Ledger ledger;
  private final List<Section> sections;
  private final PrintStream console;

  // Where the loop itself logs; the soak's own is below it. Held: loggers are weakly kept.
  private final Logger loopsLogger = Logger.getLogger("asyncio4j");
  private final Logger logger = Logger.getLogger("asyncio4j.soak");
  private final CountingHandler handler = new CountingHandler();

  /** What foreign threads hand to callbacks. */
  final ArrayBlockingQueue<Integer> parcels = new ArrayBlockingQueue<>(SEATS);

  /** A thread-safe handle that everybody asks. */
  final AtomicReference<@Nullable Handle> asked = new AtomicReference<>();

  Arena(Ledger ledger) {
    this.ledger = ledger;
    this.sections =
        List.of(
            new Monitor(),
            new Monitor(),
            new Locked(new ReentrantLock()),
            new Locked(new ReentrantLock(true)),
            new Locked(new ReentrantReadWriteLock().writeLock()),
            new Permitted());
    this.console = new PrintStream(new Sink(), true, StandardCharsets.UTF_8);
  }

  /** Has the loop and the soak log here and nowhere else, until this is closed. */
  void open() {
    loopsLogger.setUseParentHandlers(false);
    loopsLogger.addHandler(handler);
    logger.setLevel(Level.ALL);
  }

  @Override
  public void close() {
    loopsLogger.removeHandler(handler);
    loopsLogger.setUseParentHandlers(true);
  }

  // --- locks ------------------------------------------------------------------------------------

  /** A place for one at a time, with a count that nothing else protects. */
  private abstract class Section {
    private long count;

    abstract void enter(long nap) throws InterruptedException;

    final void stay(long nap) {
      long before = count;
      if (nap > 0) {
        LockSupport.parkNanos(nap);
      }
      count = before + 1;
      ledger.count(Entry.SECTIONS_LEFT);
    }

    final long take() {
      long taken = count;
      count = 0;
      return taken;
    }
  }

  private final class Monitor extends Section {
    @Override
    void enter(long nap) {
      synchronized (this) {
        stay(nap);
      }
    }
  }

  private final class Locked extends Section {
    private final Lock lock;

    Locked(Lock lock) {
      this.lock = lock;
    }

    @Override
    void enter(long nap) {
      lock.lock();
      try {
        stay(nap);
      } finally {
        lock.unlock();
      }
    }
  }

  private final class Permitted extends Section {
    private final Semaphore semaphore = new Semaphore(1, true);

    @Override
    void enter(long nap) throws InterruptedException {
      semaphore.acquire();
      try {
        stay(nap);
      } finally {
        semaphore.release();
      }
    }
  }

  /** Enters one of the places, and may take a nap there. Any thread may, and can be cancelled. */
  void enter(RandomGenerator random) throws InterruptedException {
    long nap = random.nextInt(4) == 0 ? random.nextInt(LONGEST_NAP) : 0;
    sections.get(random.nextInt(sections.size())).enter(nap);
  }

  /** As {@link #enter}, for code that nobody interrupts. */
  void enterUninterrupted(RandomGenerator random) {
    try {
      enter(random);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts callbacks", e);
    }
  }

  // --- prints and logs --------------------------------------------------------------------------

  void print() {
    ledger.count(Entry.LINES_PRINTED);
    console.println(LINE);
  }

  void log(RandomGenerator random) {
    ledger.count(Entry.RECORDS_LOGGED);
    if (random.nextBoolean()) {
      logger.log(Level.INFO, "a record of the soak");
    } else {
      System.getLogger("asyncio4j.soak").log(System.Logger.Level.INFO, "a record of the soak");
    }
  }

  /** Says that the loop is about to log something by itself. */
  void loopLogs() {
    ledger.count(Entry.RECORDS_LOGGED);
  }

  /** Who prints takes a nap now and then, while holding the stream's lock. */
  private final class Sink extends OutputStream {
    private final StringBuilder line = new StringBuilder();
    private int writes;

    @Override
    public void write(int b) {
      if (++writes % 512 == 0) {
        LockSupport.parkNanos(LONGEST_NAP);
      }
      if (b != '\n') {
        line.append((char) b);
        return;
      }
      ledger.count(Entry.LINES_WRITTEN);
      ledger.check(
          line.toString().strip().equals(LINE), "printed lines are whole", line.toString());
      line.setLength(0);
    }
  }

  private final class CountingHandler extends Handler {
    private int records;

    @Override
    public synchronized void publish(LogRecord record) {
      if (++records % 16 == 0) {
        LockSupport.parkNanos(LONGEST_NAP);
      }
      ledger.count(Entry.RECORDS_HANDLED);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  // --- the end of a period ----------------------------------------------------------------------

  /** Puts into the books what the locks have protected and what nobody has taken. */
  void settle() {
    sections.forEach(section -> ledger.add(Entry.SECTIONS_COUNTED, section.take()));
    while (parcels.poll() != null) {
      ledger.count(Entry.PARCELS_LEFT);
    }
    asked.set(null);
  }
}
