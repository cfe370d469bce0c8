package org.asyncio4j.testing;

import java.util.concurrent.Callable;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.RunOptions;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of a test as the main task of a fresh loop, and checks that it has left nothing
 * behind.
 *
 * <p>Python: {@code unittest.IsolatedAsyncioTestCase}, as a function.
 */
public final class AsyncTests {
  private AsyncTests() {}

  /**
   * Runs a test.
   *
   * @param options how
   * @param body the test
   * @param <T> the type of its result
   * @return its result
   */
  public static <T extends @Nullable Object> T run(TestOptions options, Callable<T> body) {
    return Asyncio.run(
        Asyncio.coroutine(body), RunOptions.DEFAULT.withLoopFactory(() -> newLoop(options)));
  }

  private static EventLoop newLoop(TestOptions options) {
    return options.clock() == TestClock.REAL
        ? EventLoop.create(options.loop())
        : VirtualTime.newEventLoop(new VirtualClock(), options.loop());
  }
}
