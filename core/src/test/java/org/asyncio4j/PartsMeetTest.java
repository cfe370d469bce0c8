package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.toThread;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.TestLoops.Reports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stackless coroutines, generators, threads, carried values and the watchdog, used together. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class PartsMeetTest {
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

  /** A stackless coroutine whose first step makes a call, and asks for what that returns. */
  private static final class OneCall implements Stepwise<Object> {
    private final Callable<?> call;
    private @Nullable Object result;
    private boolean called;

    OneCall(Callable<?> call) {
      this.call = call;
    }

    @Override
    public @Nullable Object send(@Nullable Object value) throws Exception {
      if (called) {
        result = value;
        return DONE;
      }
      called = true;
      return call.call();
    }

    @Override
    public @Nullable Object result() {
      return result;
    }
  }

  @Test
  void stacklessStepMayRunSomethingInAnExecutor() {
    Asyncio.run(
        () -> {
          Callable<?> call = () -> getRunningLoop().runInExecutor(() -> "done");

          assertThat(await(createTask(coroutine(new OneCall(call))))).isEqualTo("done");
          assertThat(await(coroutine(new OneCall(call)))).isEqualTo("done");
        });
  }

  @Test
  void functionThatAnExecutorRunsInPlaceMayStartTasksButNotWait() {
    Asyncio.run(
        () -> {
          EventLoop loop = getRunningLoop();
          TaskOptions eager = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);

          Callable<Boolean> startsATask = () -> createTask(() -> 1, eager).done();
          assertThat(await(loop.runInExecutor(Runnable::run, startsATask))).isTrue();

          Future<?> waiting = loop.runInExecutor(Runnable::run, () -> Asyncio.sleep(1));
          assertThatIllegalStateException()
              .isThrownBy(() -> await(waiting))
              .withMessageContaining("an executor runs in the calling thread");
          Asyncio.sleep(0); // and the task itself still can
        });
  }

  @Test
  void generatorWhoseFirstPullIsRefusedHasNotStarted() {
    EventLoop loop = EventLoop.create();
    Reports reports = Reports.of(loop);
    AsyncGenerator<Integer> generator = asyncGenerator(out -> out.emit(1));
    loop.runUntilComplete(
        coroutine(
            () ->
                assertThatIllegalStateException()
                    .isThrownBy(() -> await(createTask(coroutine(new OneCall(generator::anext)))))
                    .withMessageContaining("stackless")));

    loop.close();

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void carriedValuesReachGeneratorsAndStacklessSteps() {
    Asyncio.run(
        () -> {
          LOCAL.set("mine");
          Context.carry(Carried.of(LOCAL));
          AsyncGenerator<String> generator =
              asyncGenerator(
                  out -> {
                    out.emit("body " + LOCAL.get());
                    out.emit("thread " + toThread(() -> LOCAL.get()));
                    out.emit("task " + await(createTask(() -> LOCAL.get())));
                  });

          assertThat(generator.stream()).containsExactly("body mine", "thread mine", "task mine");
          assertThat(await(createTask(coroutine(new OneCall(() -> createTask(() -> LOCAL.get()))))))
              .isEqualTo("mine");
        });
    assertThat(LOCAL.get()).isNull();
  }

  @Test
  void watchdogShowsWhatAStacklessStepIsDoing() {
    BlockingQueue<SlowStep> found = new LinkedBlockingQueue<>();
    Asyncio.run(
        () -> {
          try (var watchdog = Watchdog.watch(getRunningLoop(), Duration.ofMillis(20), found::add)) {
            assertThat(watchdog).isNotNull();
            await(createTask(coroutine(new OneCall(() -> spinUntil(found)))));
          }
        });

    assertThat(found.element().stack())
        .extracting(StackTraceElement::getMethodName)
        .contains("spinUntil")
        .doesNotContain("runBatch");
  }

  private static @Nullable Object spinUntil(BlockingQueue<?> found) {
    while (found.isEmpty()) {
      Thread.onSpinWait();
    }
    return null;
  }
}
