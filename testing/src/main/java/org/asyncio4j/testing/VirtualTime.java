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

  /** {@return a new loop of virtual time, which begins at zero} */
  public static EventLoop newEventLoop() {
    return newEventLoop(new VirtualClock(), LoopOptions.DEFAULT);
  }

  /**
   * {@return a new loop of virtual time}
   *
   * @param clock its clock
   * @param options engine; clock and reactor are replaced
   */
  public static EventLoop newEventLoop(VirtualClock clock, LoopOptions options) {
    var reactor = new JumpingReactor(clock);
    EventLoop loop =
        EventLoop.create(options.withClock(clock).withReactor(() -> reactor));
    reactor.attach(loop);
    return loop;
  }
}
