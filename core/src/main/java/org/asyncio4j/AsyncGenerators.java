package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous generators of a loop that have started and not ended, in order of their start.
 *
 * <p>One that nobody holds any more is closed by a task of its own: when the garbage collector has
 * found that, and the loop is next about to wait or to start another generator. Loop thread only.
 */
final class AsyncGenerators {
  /** One element: holds what the body needs, but not the handle that the program holds. */
  final class Live extends WeakReference<AsyncGenerator<?>> {
    private final Generator<?> generator;
    private boolean abandonedIsKnown;

    private Live(@Nullable AsyncGenerator<?> handle, Generator<?> generator) {
      super(handle, abandoned);
      this.generator = generator;
    }

    /** The body has ended. */
    void ends() {
      live.remove(this);
      clear();
    }

    /** {@return whether no task is closing it already because it was abandoned} */
    private boolean mustBeClosed() {
      return !(abandonedIsKnown && generator.isRunning());
    }
  }

  /** An end under way: holds the handle, which the end itself would clear, for the report. */
  private record Closing(Generator<?> generator, @Nullable AsyncGenerator<?> handle) {
    static Closing of(Live live) {
      return new Closing(live.generator, live.get());
    }

    ErrorReport report(String message, @Nullable Throwable thrown) {
      ErrorReport report = ErrorReport.of(message);
      if (handle != null) {
        report = report.withAsyncgen(handle);
      }
      return thrown == null ? report : report.withException(thrown);
    }
  }

  private final BaseEventLoop loop;
  private final Set<Live> live = new LinkedHashSet<>();
  private final ReferenceQueue<AsyncGenerator<?>> abandoned = new ReferenceQueue<>();
  private boolean shutDown;

  AsyncGenerators(BaseEventLoop loop) {
    this.loop = loop;
  }

  Live firstIteration(@Nullable AsyncGenerator<?> handle, Generator<?> generator) {
    closeAbandoned();
    if (shutDown) {
      LOG.log(
          System.Logger.Level.WARNING,
          "asynchronous generator %s was scheduled after loop.shutdownAsyncgens() call"
              .formatted(generator));
    }
    var started = new Live(handle, generator);
    live.add(started);
    return started;
  }

  boolean isEmpty() {
    return live.isEmpty();
  }

  /** Closes what the garbage collector has found abandoned since the last call. */
  void closeAbandoned() {
    while (abandoned.poll() instanceof Live found) {
      found.abandonedIsKnown = true;
      Generator<?> generator = found.generator;
      loop.callSoon(() -> loop.createTask(generator::closeUnlessRunning));
    }
  }

  // --- shutdown ---------------------------------------------------------------------------------

  /** Closes all, each in a task of its own, and waits for them. In a task. */
  void shutdown() {
    Task<?> task = Running.requiredTask("shutdownAsyncgens");
    if (task.loop() != loop) {
      throw new IllegalStateException(
          "shutdownAsyncgens: %s is attached to a different loop".formatted(task));
    }
    shutDown = true;
    List<Closing> closing = live.stream().filter(Live::mustBeClosed).map(Closing::of).toList();
    if (closing.isEmpty()) {
      return;
    }
    var tasks = new ArrayList<Task<?>>();
    for (Closing one : closing) {
      tasks.add(loop.createTask(one.generator::close));
    }
    var inAnyCase = new InAnyCase();
    inAnyCase.run(() -> awaitAll(tasks));
    for (int i = 0; i < tasks.size(); i++) {
      Closing closed = closing.get(i);
      Task<?> closer = tasks.get(i);
      inAnyCase.run(() -> reportFailure(closed, closer));
    }
    inAnyCase.end();
  }

  /** As gather does, which is built on this room's neighbours. */
  private void awaitAll(List<Task<?>> tasks) {
    var all = new GatheringFuture<@Nullable Void>(loop, tasks);
    int[] left = {tasks.size()};
    for (Task<?> task : tasks) {
      task.addDoneCallback(
          done -> {
            if (--left[0] > 0) {
              return;
            }
            if (all.cancelRequested()) {
              all.fail(done.lateCancellation());
            } else {
              all.finish(null);
            }
          });
    }
    all.await();
  }

  private void reportFailure(Closing closed, Task<?> task) {
    Throwable failure = task.done() && !task.cancelled() ? task.exception() : null;
    if (failure != null) {
      loop.callExceptionHandler(
          closed.report(
              "an error occurred during closing of asynchronous generator " + closed.generator,
              failure));
    }
  }

  // --- the end of the loop ----------------------------------------------------------------------

  /**
   * The loop has been closed without a shutdown: ends all bodies, or the JVM would keep their
   * threads for ever.
   *
   * @param reports takes what is to be reported
   */
  void endAll(List<ErrorReport> reports) {
    if (!live.isEmpty()) {
      loop.onSuitableThread(() -> endThem(reports));
    }
  }

  private void endThem(List<ErrorReport> reports) {
    for (Closing left : live.stream().map(Closing::of).toList()) {
      String message =
          "asynchronous generator %s was destroyed but it is not closed".formatted(left.generator);
      if (!left.generator.isRunning()) { // else the task that is in the midst of it is reported
        reports.add(left.report(message, left.generator.endWithTheLoop()));
      }
    }
    live.clear();
  }
}
