package org.asyncio4j.testing.junit;

import java.util.concurrent.Callable;
import org.asyncio4j.testing.TestOptions;
import org.asyncio4j.testing.TestRunner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/** One test in its loop, from the first method before it to the last one after it. */
final class LoopTest {
  private final TestRunner runner;
  private final Parameters parameters;

  LoopTest(TestOptions options) {
    this.runner = new TestRunner(options);
    this.parameters = new Parameters(runner.loop(), runner.clock());
  }

  Parameters parameters() {
    return parameters;
  }

  /** Runs one of its methods as a task. */
  void run(Invocation<@Nullable Void> method) {
    runner.run(callable(method));
  }

  static Callable<@Nullable Void> callable(Invocation<@Nullable Void> method) {
    return () -> {
      try {
        return method.proceed();
      } catch (Exception | Error thrown) {
        throw thrown;
      } catch (Throwable thrown) {
        throw new AssertionError(thrown);
      }
    };
  }

  /** After all of its methods. */
  void end() {
    runner.close();
  }
}
