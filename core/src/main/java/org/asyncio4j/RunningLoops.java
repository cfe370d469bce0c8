package org.asyncio4j;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

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
  // Any thread, by compare-and-set of an immutable list: a loop begins and ends without waiting for
  // a lock. The links to the threads are the loops' own.
  private static final AtomicReference<List<WeakReference<BaseEventLoop>>> LOOPS =
      new AtomicReference<>(List.of());

  private RunningLoops() {}

  static void enter(BaseEventLoop loop) {
    LOOPS.updateAndGet(
        loops ->
            Stream.concat(without(loop, loops), Stream.of(new WeakReference<>(loop))).toList());
  }

  static void leave(BaseEventLoop loop) {
    LOOPS.updateAndGet(loops -> without(loop, loops).toList());
  }

  private static Stream<WeakReference<BaseEventLoop>> without(
      BaseEventLoop removed, List<WeakReference<BaseEventLoop>> loops) {
    return loops.stream().filter(loop -> !loop.refersTo(removed) && !loop.refersTo(null));
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
    var byThread = new TreeMap<Thread, EventLoop>(Comparator.comparingLong(Thread::threadId));
    for (WeakReference<BaseEventLoop> known : LOOPS.get()) {
      BaseEventLoop loop = known.get();
      Thread runner = loop == null ? null : loop.thread();
      if (runner != null) { // else it has just ended
        byThread.put(runner, loop);
      }
    }
    return Collections.unmodifiableMap(byThread);
  }
}
