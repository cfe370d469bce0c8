package org.asyncio4j.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.ContextVar;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.RunningLoops;
import org.asyncio4j.SystemExit;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.internal.Stage;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one test: runs its parts, then looks at what they have left. One thread at a time.
 */
final class TestLoop implements Stage {
  private static final ContextVar<Optional<TestLoop>> CURRENT =
      new ContextVar<>("org.asyncio4j.testing", Optional.empty());

  private final TestOptions options;
  private final Optional<VirtualClock> clock;
  private final EventLoop loop;
  private final Context context = Context.copyContext();
  private final List<ErrorReport> reports = new ArrayList<>();

  private final List<Runnable> checksAtEnd = new ArrayList<>();

  // Whether what is left has been named already, by an error that ended the test.
  private boolean stuck;

  TestLoop(TestOptions options) {
    this.options = options;
    this.clock =
        switch (options.clock()) {
          case VIRTUAL -> Optional.of(new VirtualClock());
          case MANUAL -> Optional.of(VirtualClock.manual());
          case REAL -> Optional.empty();
        };
    this.loop =
        clock
            .map(virtual -> VirtualTime.newEventLoop(virtual, options.loop()))
            .orElseGet(() -> EventLoop.create(options.loop()));
    loop.setExceptionHandler(this::told);
    set(context);
  }

  private void set(Context context) {
    try {
      context.run(() -> CURRENT.set(Optional.of(this)));
    } catch (Exception impossible) {
      throw Sneaky.sneak(impossible);
    }
  }

  /** {@return the test that the caller is a part of, if there is one} */
  static Optional<TestLoop> current() {
    return RunningLoops.here().flatMap(here -> CURRENT.get().filter(test -> test.loop == here));
  }

  /**
   * Has the end of the test make a check.
   *
   * @param check throws what is wrong
   */
  void checkAtEnd(Runnable check) {
    checksAtEnd.add(check);
  }

  private void told(EventLoop loop, ErrorReport report) {
    if (!options.expectedReports().test(report)) {
      reports.add(report);
    }
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  Optional<VirtualClock> clock() {
    return clock;
  }

  @Override
  public boolean mayElapse() {
    return clock.isPresent() && !clock.get().isManual();
  }

  @Override
  public void elapse(Duration time) {
    clock.ifPresent(virtual -> virtual.elapse(time));
  }

  /** Runs a part of the test as a task. {@return its result; what it throws is thrown} */
  @Override
  public <T extends @Nullable Object> T run(Callable<T> body) {
    Task<T> task =
        loop.createTask(Asyncio.coroutine(body), TaskOptions.DEFAULT.withContext(context));
    return within("the test", () -> runToItsEnd(task));
  }

  private <T extends @Nullable Object> T runToItsEnd(Task<T> task) {
    try {
      return loop.runUntilComplete(task);
    } catch (KeyboardInterrupt | SystemExit left) {
      if (task.done() && !task.cancelled()) {
        task.exception(); // is retrieved now: the caller hears of it
      }
      throw left;
    } finally {
      stuck |= !task.done();
    }
  }

  private <T extends @Nullable Object> T within(String what, Callable<T> part) {
    var limit = new TimeLimit(loop, what, options.timeout());
    try {
      return limit.run(part);
    } finally {
      stuck |= limit.expired();
    }
  }

  /**
   * Cancels what is left, waits for it, and closes the loop.
   *
   * @return what was wrong
   */
  @Override
  public List<Throwable> finish() {
    var problems = new ArrayList<Throwable>();
    List<Task<?>> left = List.copyOf(Asyncio.allTasks(loop));
    if (!stuck && options.tasksLeft() == TasksLeft.FAIL) {
      left.stream()
          .filter(task -> task.cancelling() == 0)
          .forEach(task -> problems.add(AsyncTestError.taskLeft(task)));
    }
    if (!stuck) {
      checksAtEnd.forEach(check -> add(check, problems));
    }
    add(() -> within("the end of the test", () -> cleanUp(left)), problems);
    add(loop::close, problems); // which runs what is left once more: a schedule may refuse
    reports.forEach(report -> problems.add(AsyncTestError.report(report)));
    return problems;
  }

  private static void add(Runnable check, List<Throwable> problems) {
    try {
      check.run();
    } catch (Throwable wrong) {
      problems.add(wrong);
    }
  }

  private @Nullable Void cleanUp(List<Task<?>> left) {
    if (!left.isEmpty()) {
      left.forEach(Task::cancel);
      loop.runUntilComplete(() -> Asyncio.wait(left));
      left.forEach(this::tellFailure);
    }
    loop.runUntilComplete(
        () -> {
          loop.shutdownAsyncgens();
          loop.shutdownDefaultExecutor();
        });
    return null;
  }

  private void tellFailure(Task<?> task) {
    Throwable failure = task.cancelled() ? null : task.exception();
    if (failure != null) {
      loop.callExceptionHandler(
          ErrorReport.of("a task failed when it was cancelled at the end of the test")
              .withException(failure)
              .withTask(task));
    }
  }
}
