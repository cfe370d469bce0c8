package org.asyncio4j.testing;

import java.util.concurrent.Callable;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.RunOptions;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs in virtual time: the clock jumps to the next timer as soon as nothing else is left
 * to do, so that no test waits for real, and every time is exact.
 *
 * <p>It is the loop's time: a task that calls {@code Thread.sleep} or otherwise blocks in the JDK
 * waits for real, and the clock stands still meanwhile.
 *
 * <p>A program that can never go on ends with a {@link DeadlockError}.
 */
public final class VirtualTime {
  private VirtualTime() {}

  /**
   * As {@link Asyncio#run(Callable)}, in virtual time.
   *
   * @param main the program
   * @param <T> the type of its result
   * @return its result
   */
  public static <T extends @Nullable Object> T run(Callable<T> main) {
    return Asyncio.run(
        Asyncio.coroutine(main), RunOptions.DEFAULT.withLoopFactory(VirtualTime::newEventLoop));
  }

  /**
   * As {@link Asyncio#run(Action)}, in virtual time.
   *
   * @param main the program
   */
  public static void run(Action main) {
    Asyncio.run(
        Asyncio.coroutine(main), RunOptions.DEFAULT.withLoopFactory(VirtualTime::newEventLoop));
  }

  /**
   * Runs code that makes its loops itself, and has them run in virtual time: to test a {@code main}
   * that calls {@link Asyncio#run}.
   *
   * <p>As with {@link LoopOptions#where}, this goes for loops made on this thread. They share one
   * clock, which begins at zero and goes on from loop to loop; so they must run one after the
   * other.
   *
   * @param body runs at once; what it throws is thrown
   */
  public static void during(Action body) {
    during(new VirtualClock(), body);
  }

  /**
   * As {@link #during(Action)}, with a clock that shows how much time has passed.
   *
   * @param clock the clock of the loops
   * @param body runs at once; what it throws is thrown
   */
  public static void during(VirtualClock clock, Action body) {
    LoopOptions.where(virtual(clock, LoopOptions.current()), body);
  }

  /** {@return a new loop of virtual time, which begins at zero} */
  public static EventLoop newEventLoop() {
    return newEventLoop(new VirtualClock(), LoopOptions.current());
  }

  /**
   * {@return a new loop of virtual time}
   *
   * @param clock its clock
   * @param options engine; clock and reactor are replaced
   */
  public static EventLoop newEventLoop(VirtualClock clock, LoopOptions options) {
    return EventLoop.create(virtual(clock, options));
  }

  private static LoopOptions virtual(VirtualClock clock, LoopOptions options) {
    return options.withClock(clock).withReactor(() -> new JumpingReactor(clock));
  }
}
