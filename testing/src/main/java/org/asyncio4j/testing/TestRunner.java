package org.asyncio4j.testing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.asyncio4j.Action;
import org.asyncio4j.EventLoop;
import org.asyncio4j.RunningLoops;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of one test, such as its set-up, body and tear-down, after each other in one loop
 * and one context; then checks that they have left nothing behind, as {@link AsyncTests#run} does.
 *
 * <p>A test framework's adapter makes one for each test. Not for several threads at a time.
 *
 * <p>Python: what {@code unittest.IsolatedAsyncioTestCase} has inside, an {@code asyncio.Runner}.
 */
public final class TestRunner implements AutoCloseable {

  /*
   *   OPEN --close---------> CLOSED
   *   OPEN --run, given up-> ABANDONED
   */
  private enum State {
    OPEN,
    CLOSED,
    ABANDONED
  }

  private final EngineKind engine;
  private final TestLoop test;
  private State state = State.OPEN;

  /**
   * Makes a runner with a new loop.
   *
   * @param options how its test runs
   * @throws IllegalStateException if an event loop is running on this thread
   */
  public TestRunner(TestOptions options) {
    if (RunningLoops.here().isPresent()) {
      throw new IllegalStateException(
          "a test cannot be run while an event loop is running on this thread");
    }
    this.engine = options.loop().engineKind();
    this.test = new TestLoop(options);
  }

  /** {@return the loop} */
  public EventLoop loop() {
    return test.loop();
  }

  /** {@return the clock of the loop, unless that is the machine's} */
  public Optional<VirtualClock> clock() {
    return test.clock();
  }

  /**
   * Runs a part of the test, as a task.
   *
   * @param body the part
   * @param <T> the type of its result
   * @return its result; what it throws is thrown, the same object
   * @throws AsyncTestError if it takes too long
   * @throws DeadlockError if it can never go on
   * @throws IllegalStateException if this runner is closed, or if an earlier part could not be
   *     ended
   */
  public <T extends @Nullable Object> T run(Callable<T> body) {
    requireOpen();
    return call(() -> test.run(body));
  }

  /**
   * As {@link #run(Callable)}, without a result.
   *
   * @param body the part
   */
  public void run(Action body) {
    this.<@Nullable Void>run(callable(body));
  }

  /**
   * Ends the test: cancels the tasks that are left, closes the asynchronous generators that are,
   * waits for the threads of the default executor, and closes the loop. A second call does nothing.
   *
   * @throws AsyncTestError the first thing that is wrong; what else is, is suppressed in it
   */
  @Override
  public void close() {
    if (state == State.OPEN) {
      throwFirst(null, finish());
    }
  }

  /** As {@link #run(Callable)} and {@link #close}, in one go. */
  @SuppressWarnings("NullAway") // a null was returned only where T allows it
  <T extends @Nullable Object> T runAndClose(Callable<T> body) {
    requireOpen();
    return call(
        () -> {
          T result = null;
          Throwable failure = null;
          try {
            result = test.run(body);
          } catch (Throwable thrown) {
            failure = thrown;
          }
          throwFirst(failure, finish());
          return result;
        });
  }

  private List<Throwable> finish() {
    state = State.CLOSED;
    return call(test::finish);
  }

  private static void throwFirst(@Nullable Throwable failure, List<Throwable> problems) {
    Throwable first = failure == null && !problems.isEmpty() ? problems.getFirst() : failure;
    if (first == null) {
      return;
    }
    for (Throwable problem : problems) {
      if (problem != first) {
        first.addSuppressed(problem);
      }
    }
    throw Sneaky.sneak(first);
  }

  private <T extends @Nullable Object> T call(Callable<T> job) {
    try {
      return TestThread.call(engine, job);
    } catch (AsyncTestError thrown) {
      if (thrown.threadAbandoned()) {
        state = State.ABANDONED;
      }
      throw thrown;
    }
  }

  private void requireOpen() {
    switch (state) {
      case OPEN -> {}
      case CLOSED -> throw new IllegalStateException("TestRunner is closed");
      case ABANDONED ->
          throw new IllegalStateException(
              "TestRunner cannot go on: an earlier part of the test still runs");
    }
  }

  static Callable<@Nullable Void> callable(Action body) {
    return () -> {
      body.run();
      return null;
    };
  }
}
