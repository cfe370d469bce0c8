package org.asyncio4j.testing;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.asyncio4j.Action;
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

  /**
   * Runs a test again and again, each time under another order of what is ready, until it fails or
   * has passed often enough.
   *
   * <p>Each run has a fresh loop of virtual time. What is outside of it (statics, other threads, the
   * machine's clock) is the test's own business; a sample of the runs is made twice to see that the
   * test depends on nothing but its schedule.
   *
   * @param options how
   * @param body the test
   * @return what was tried
   * @throws ScheduleFailure if the test has failed under one of them
   * @throws NondeterminismError if the test is not the same in two runs of one schedule
   * @throws IllegalStateException if a loop is running on this thread
   */
  public static Exploration explore(ExploreOptions options, Callable<?> body) {
    return new Explorer(options.withProperties(), Objects.requireNonNull(body, "body")).explore();
  }

  /**
   * As {@link #explore(ExploreOptions, Callable)}.
   *
   * @param options how
   * @param body the test
   * @return what was tried
   */
  public static Exploration explore(ExploreOptions options, Action body) {
    Objects.requireNonNull(body, "body");
    return explore(
        options,
        () -> {
          body.run();
          return null;
        });
  }
}
