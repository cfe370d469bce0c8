package org.asyncio4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;

/**
 * The loops that are running in this process, each with the thread that runs it.
 *
 * <p>For tools that look at a program from outside and have nothing of it in their hands. Programs
 * know their loops; what a loop's tasks do is told by {@link WaitGraph}.
 *
 * <p>Java only: CPython's tools read the interpreter's memory instead.
 */
public final class RunningLoops {
  // Static state, because whoever asks comes from nowhere: an agent has the name of this class and
  // nothing else. Nothing in the library reads it, so that no program can depend on it, and loops
  // stay apart. Weak, because a loop that is driven by hand may be dropped without an end.
  //
  // Any thread, under the map's own lock; the links to the threads are the loops' own.
  private static final Map<BaseEventLoop, Boolean> LOOPS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private RunningLoops() {}

  static void enter(BaseEventLoop loop) {
    LOOPS.put(loop, true);
  }

  static void leave(BaseEventLoop loop) {
    LOOPS.remove(loop);
  }

  /**
   * {@return the loop that runs on the calling thread, if one does; a task's thread runs its loop}
   *
   * <p>Python: {@code asyncio._get_running_loop}.
   */
  public static Optional<EventLoop> here() {
    return Optional.ofNullable(Running.loopOrNull());
  }

  /**
   * {@return the loops that are running at this moment, by the threads that run them} Any thread
   * may ask. A loop counts from the beginning of {@code run} to its end, or of {@code
   * runForeverSetup} to {@code runForeverCleanup}. On the hand-off engine the thread may be one of
   * the library's.
   */
  public static Map<Thread, EventLoop> byThread() {
    List<BaseEventLoop> loops;
    synchronized (LOOPS) {
      loops = new ArrayList<>(LOOPS.keySet());
    }
    var byThread = new TreeMap<Thread, EventLoop>(Comparator.comparingLong(Thread::threadId));
    for (BaseEventLoop loop : loops) {
      Thread runner = loop.thread();
      if (runner != null) { // else it has just ended
        byThread.put(runner, loop);
      }
    }
    return Collections.unmodifiableMap(byThread);
  }
}
