package org.asyncio4j.adversarial;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.asyncio4j.Action;

/** The ways in which plain Java lets one thread in at a time. */
enum LockKind {
  MONITOR {
    @Override
    Exclusion create() {
      var monitor = new Object();
      return body -> {
        synchronized (monitor) {
          body.run();
        }
      };
    }
  },
  REENTRANT_LOCK {
    @Override
    Exclusion create() {
      return by(new ReentrantLock());
    }
  },
  FAIR_REENTRANT_LOCK {
    @Override
    Exclusion create() {
      return by(new ReentrantLock(true));
    }
  },
  WRITE_LOCK {
    @Override
    Exclusion create() {
      return by(new ReentrantReadWriteLock().writeLock());
    }
  },
  STAMPED_LOCK {
    @Override
    Exclusion create() {
      return by(new StampedLock().asWriteLock());
    }
  },
  SEMAPHORE {
    @Override
    Exclusion create() {
      return by(new Semaphore(1));
    }
  },
  FAIR_SEMAPHORE {
    @Override
    Exclusion create() {
      return by(new Semaphore(1, true));
    }
  },
  BIN_OF_A_CONCURRENT_MAP {
    @Override
    Exclusion create() {
      var map = new ConcurrentHashMap<String, Integer>();
      return body ->
          map.compute(
              "key",
              (_, count) -> {
                runUnchecked(body);
                return count == null ? 1 : count + 1;
              });
    }
  },
  PRINT_STREAM {
    @Override
    Exclusion create() {
      var written = new ThreadLocal<Action>();
      var stream =
          new PrintStream(
              new OutputStream() {
                @Override
                public void write(int b) {
                  runUnchecked(written.get());
                }
              });
      return body -> {
        written.set(body);
        stream.write('x');
        stream.flush();
      };
    }
  };

  /** One of them. */
  interface Exclusion {
    /** Runs {@code body} alone. */
    void run(Action body) throws Exception;
  }

  /** Makes a free one. */
  abstract Exclusion create();

  private static Exclusion by(Lock lock) {
    return body -> {
      lock.lock();
      try {
        body.run();
      } finally {
        lock.unlock();
      }
    };
  }

  private static Exclusion by(Semaphore semaphore) {
    return body -> {
      semaphore.acquire();
      try {
        body.run();
      } finally {
        semaphore.release();
      }
    };
  }

  private static void runUnchecked(Action body) {
    try {
      body.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
