package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks at all watched loops of the process, one after the other, a few times in a
 * second. It starts with the first of them and ends soon after the last.
 *
 * <p>A program that runs one loop after the other, such as a suite of tests, has one such thread
 * for many loops.
 */
final class LoopWatch {
  // Static state: one thread serves all loops, and nothing else in the library reads it. Weak,
  // because a loop that is driven by hand may be dropped without an end; the loop keeps its hold.
  // Any thread; a loop that begins or ends waits for nobody here.
  private static final Set<WeakReference<LoopHold>> HOLDS = ConcurrentHashMap.newKeySet();
  private static final AtomicReference<@Nullable Thread> THREAD = new AtomicReference<>();

  static final String THREAD_NAME = "asyncio4j-loop-watch";
  private static final long LONGEST_PAUSE = 250_000_000;

  private LoopWatch() {}

  /**
   * Any thread: looks at a loop from now on.
   *
   * @return what ends that, for {@link #remove}
   */
  static WeakReference<LoopHold> add(LoopHold hold) {
    var reference = new WeakReference<>(hold);
    HOLDS.add(reference);
    if (THREAD.get() == null) {
      start();
    }
    return reference;
  }

  /** Any thread: ends what {@link #add} began. */
  static void remove(WeakReference<LoopHold> reference) {
    HOLDS.remove(reference);
  }

  /** {@return whether the thread is there} */
  static boolean isRunning() {
    return THREAD.get() != null;
  }

  private static void start() {
    var thread =
        Thread.ofPlatform()
            .daemon()
            .name(THREAD_NAME)
            .inheritInheritableThreadLocals(false)
            .unstarted(LoopWatch::run);
    thread.setContextClassLoader(LoopWatch.class.getClassLoader());
    if (THREAD.compareAndSet(null, thread)) {
      try {
        thread.start();
      } catch (OutOfMemoryError noMoreThreads) {
        THREAD.set(null); // a loop runs without warnings rather than not at all
      }
    }
  }

  private static void run() {
    do {
      try {
        LockSupport.parkNanos(HOLDS, pause());
        HOLDS.forEach(LoopWatch::look);
      } catch (OutOfMemoryError noLook) {
        // The next look may succeed. The reserve is kept for tasks that have to end.
      }
    } while (!HOLDS.isEmpty() || !ends());
  }

  private static long pause() {
    long shortest = LONGEST_PAUSE;
    for (WeakReference<LoopHold> reference : HOLDS) {
      LoopHold hold = reference.get();
      if (hold != null) {
        shortest = Math.min(shortest, hold.pause());
      }
    }
    return shortest;
  }

  private static void look(WeakReference<LoopHold> reference) {
    LoopHold hold = reference.get();
    if (hold == null) {
      HOLDS.remove(reference);
      return;
    }
    try {
      hold.look(System.nanoTime());
    } catch (OutOfMemoryError full) {
      throw full; // nothing can be logged
    } catch (RuntimeException | Error thrown) {
      HOLDS.remove(reference); // else the same is logged a few times in a second
      LOG.log(System.Logger.Level.ERROR, "Exception in the watch of a loop", thrown);
    }
  }

  /**
   * {@return whether this thread is not needed any more} A loop that is added meanwhile either
   * finds no thread and starts one, or is found here: it is added before it looks for a thread, and
   * the thread withdraws before it looks for loops.
   */
  private static boolean ends() {
    Thread current = Thread.currentThread();
    THREAD.set(null);
    return HOLDS.isEmpty() || !THREAD.compareAndSet(null, current);
  }
}
