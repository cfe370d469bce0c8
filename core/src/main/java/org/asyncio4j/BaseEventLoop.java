package org.asyncio4j;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.asyncio4j.internal.engine.Engine;
import org.asyncio4j.internal.engine.Engines;
import org.asyncio4j.internal.engine.Frame;
import org.asyncio4j.internal.engine.FrameHost;
import org.asyncio4j.spi.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The event loop: {@link #runHere} goes round until it is stopped, {@link #iterate} is one round.
 */
final class BaseEventLoop extends WatchedLoop implements EventLoop, FrameHost {
  private static final System.Logger LOG = System.getLogger("asyncio4j");

  // Fixed.
  private final Clock clock;
  private final Schedule schedule;
  private final Engine engine;
  private final Running running = new Running();
  private final TaskSet tasks = new TaskSet();
  private final Leftovers leftovers = new Leftovers(this);
  private final AwaitedBy awaitedBy = new AwaitedBy();
  private final ErrorReporter reporter = new ErrorReporter(this);

  // Any thread.
  private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();

  // Loop thread, or before the loop runs the thread that prepares it.
  private final Set<Bridge.Copy<?>> copies = new LinkedHashSet<>();
  private boolean stopping;
  private int outsideWork;
  private int tasksMade;
  private boolean interrupted;
  private @Nullable Running outerRunning;
  private @Nullable TaskFactory taskFactory;

  BaseEventLoop(LoopOptions options) {
    this.clock = options.clock();
    this.schedule = new Schedule(clock, options.reactor().get());
    this.engine = Engines.create(options.engine(), this);
    watchByDefault();
  }

  static BaseEventLoop of(EventLoop loop) {
    return switch (Arguments.required(loop, "loop")) {
      case BaseEventLoop base -> base;
    };
  }

  // --- the rooms below --------------------------------------------------------------------------

  @Override
  Running running() {
    return running;
  }

  @Override
  Schedule schedule() {
    return schedule;
  }

  @Override
  @Nullable Thread runner() {
    return runner.get();
  }

  Engine engine() {
    return engine;
  }

  TaskSet tasks() {
    return tasks;
  }

  Leftovers leftovers() {
    return leftovers;
  }

  AwaitedBy awaitedBy() {
    return awaitedBy;
  }

  void addCopy(Bridge.Copy<?> copy) {
    copies.add(copy);
  }

  void removeCopy(Bridge.Copy<?> copy) {
    copies.remove(copy);
  }

  int nextTaskNumber() {
    return ++tasksMade;
  }

  void enqueue(Object entry) {
    checkThread();
    schedule.add(entry);
  }

  // --- running ----------------------------------------------------------------------------------

  @Override
  public void runForever() {
    checkMayRun();
    Context context = Running.current().context;
    onSuitableThread(() -> runHere(context));
  }

  private void checkMayRun() {
    checkClosed();
    if (isRunning()) {
      throw new IllegalStateException("this event loop is already running");
    }
    if (Running.loopOrNull() != null) {
      throw new IllegalStateException(
          "cannot run the event loop while another loop is running on this thread");
    }
  }

  private void runHere(Context context) {
    setup(context);
    try {
      do {
        iterate();
      } while (!stopping);
    } finally {
      cleanup();
    }
  }

  /** Runs {@code body} here or, if the engine wants another kind of thread, waits for one. */
  private void onSuitableThread(Runnable body) {
    if (engine.canHost()) {
      body.run();
    } else {
      HostedRun.run(engine, body);
    }
  }

  private void setup(Context context) {
    if (!runner.compareAndSet(null, Thread.currentThread())) {
      throw new IllegalStateException("this event loop is already running");
    }
    // Mounting a virtual thread would clear it.
    interrupted = Thread.interrupted();
    outerRunning = Running.current();
    running.loop = this;
    running.context = context;
    running.enter();
    runBegins();
  }

  private void cleanup() {
    runEnds();
    stopping = false;
    running.loop = null;
    if (outerRunning != null) {
      outerRunning.enter();
      outerRunning = null;
    }
    runner.set(null);
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void runForeverSetup() {
    checkMayRun();
    setup(Running.current().context);
  }

  @Override
  public void runOnce() {
    if (!running.isCurrent() || running.task != null) {
      throw new IllegalStateException("runOnce: expected runForeverSetup on this thread before");
    }
    if (engine.canHost()) {
      iterate();
    } else {
      HostedRun.run(
          engine,
          () -> {
            running.enter();
            iterate();
          });
    }
  }

  @Override
  public void runForeverCleanup() {
    if (!running.isCurrent()) {
      throw new IllegalStateException(
          "runForeverCleanup: expected runForeverSetup on this thread before");
    }
    cleanup();
  }

  /** One round: wait until something is ready, then run what is ready now, and nothing newer. */
  private void iterate() {
    boolean wait = !stopping && schedule.mustWait();
    if (wait) {
      leftovers.reportAbandoned();
      // An interrupt would end every wait at once: kept until the loop has stopped.
      interrupted |= Thread.interrupted();
      wait = schedule.mustWait();
    }
    pollBegins();
    schedule.collect(wait, outsideWork > 0);
    pollEnds();
    schedule.runBatch();
  }

  @Override
  public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable) {
    checkMayRun();
    boolean isNew = !(Arguments.required(awaitable, "awaitable") instanceof Future);
    Future<T> future = Futures.ensure(awaitable, this);
    if (isNew && future instanceof Task<?> task) {
      task.endSilentlyIfPending();
    }
    Consumer<Future<T>> stop = this::stopUnlessItLeaves;
    future.addDoneCallback(stop);
    try {
      runForever();
    } catch (Throwable thrown) {
      if (isNew) {
        future.markRetrieved(); // nobody else can see it
      }
      throw thrown;
    } finally {
      future.removeDoneCallback(stop);
    }
    if (!future.done()) {
      throw new IllegalStateException("event loop stopped before %s was done".formatted(future));
    }
    return future.result();
  }

  private void stopUnlessItLeaves(Future<?> done) {
    // What leaves the loop by itself has done so already, and will not stop a later run.
    if (done.cancelled() || !Throwables.leavesTheLoop(done.exception())) {
      stop();
    }
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public boolean isRunning() {
    return runner.get() != null;
  }

  /** {@return whether no thread runs this loop, so that the caller may touch its futures} */
  boolean idle() {
    return !isRunning();
  }

  @Override
  public boolean isClosed() {
    return schedule.closed();
  }

  void checkClosed() {
    if (isClosed()) {
      throw new IllegalStateException("event loop is closed");
    }
  }

  @Override
  public void close() {
    if (isRunning()) {
      throw new IllegalStateException("cannot close a running event loop");
    }
    if (isClosed()) {
      return;
    }
    LOG.log(System.Logger.Level.DEBUG, () -> "Close " + this);
    schedule.close();
    if (engine.idleFrames() > 0) {
      onSuitableThread(engine::releaseIdle);
    }
    List.copyOf(copies).forEach(Bridge.Copy::loopCloses);
    copies.clear();
    tasks.snapshot().forEach(Task::reportDestroyed);
    leftovers.reportAll();
  }

  // --- scheduling -------------------------------------------------------------------------------

  @Override
  public Handle callSoon(Runnable callback, Context context) {
    checkClosed();
    checkThread();
    var handle = new Handle(this, Arguments.required(callback, "callback"), context);
    schedule.add(handle);
    return handle;
  }

  @Override
  public Handle callSoonThreadsafe(Runnable callback, Context context) {
    return callSoonThreadsafe(callback, context, () -> {});
  }

  /**
   * As above, for callers who wait for the callback.
   *
   * @param whenDropped called instead of the callback if the loop closes before
   */
  Handle callSoonThreadsafe(Runnable callback, Context context, Runnable whenDropped) {
    checkClosed();
    Arguments.required(callback, "callback");
    Arguments.required(context, "context");
    var handle = new ThreadsafeHandle(this, callback, context, whenDropped);
    if (running.isCurrent()) {
      schedule.add(handle);
    } else if (!schedule.post(handle)) {
      checkClosed();
    }
    return handle;
  }

  @Override
  public TimerHandle callLater(double delay, Runnable callback, Context context) {
    return callAfterNanos(Arguments.nanos(delay, "delay"), callback, context);
  }

  @Override
  public TimerHandle callLater(Duration delay, Runnable callback) {
    return callAfterNanos(Arguments.nanos(delay, "delay"), callback, Context.copyContext());
  }

  TimerHandle callAfterNanos(long delay, Runnable callback, Context context) {
    return callAtNanos(Arguments.deadline(clock.nanos(), delay), callback, context);
  }

  @Override
  public TimerHandle callAt(double when, Runnable callback, Context context) {
    return callAtNanos(Arguments.nanos(when, "when"), callback, context);
  }

  TimerHandle callAtNanos(long deadline, Runnable callback, Context context) {
    checkClosed();
    checkThread();
    var timer = new TimerHandle(this, deadline, Arguments.required(callback, "callback"), context);
    if (deadline == Long.MAX_VALUE) {
      timer.leaveHeap(); // never
    } else {
      schedule.addTimer(deadline, timer);
    }
    return timer;
  }

  /** {@return a future that is done after {@code delay} nanoseconds} */
  Alarm alarmAfter(long delay) {
    var alarm = new Alarm(this);
    long deadline = Arguments.deadline(clock.nanos(), delay);
    if (deadline != Long.MAX_VALUE) {
      schedule.addAlarm(deadline, alarm);
    }
    return alarm;
  }

  void countCancelledTimer() {
    schedule.countCancelledTimer();
  }

  @Override
  public double time() {
    return Arguments.seconds(clock.nanos());
  }

  long nanos() {
    return clock.nanos();
  }

  // --- what goes on outside the loop ------------------------------------------------------------

  @Override
  public void frameRunnable(Frame frame, Object owner) {
    var unblocked = new Schedule.Unblocked((Task<?>) owner);
    if (running.isCurrent()) {
      schedule.add(unblocked);
    } else {
      schedule.post(unblocked); // of no use to a closed loop, which runs nothing any more
    }
  }

  @Override
  public void runBody(Object owner) {
    ((Task<?>) owner).runBody();
  }

  @Override
  public void enterFrameThread() {
    running.enter();
  }

  /** Any thread: runs {@code action} now if that is safe, else soon, on the loop. */
  void onItsThread(Runnable action) {
    if (running.isCurrent() || idle()) {
      action.run();
    } else {
      schedule.post(new Handle(this, action, new Context()));
    }
  }

  /** On the loop's thread, as {@link #outsideWorkBegins}. */
  void outsideWorkEnds() {
    outsideWork--;
  }

  void outsideWorkBegins() {
    outsideWork++;
  }

  /** Any thread: the work is done, and {@code then} runs on the loop. */
  void outsideWorkEnds(Runnable then) {
    callSoonThreadsafe(
        () -> {
          outsideWorkEnds();
          then.run();
        });
  }

  // --- futures and tasks ------------------------------------------------------------------------

  @Override
  public <T extends @Nullable Object> Future<T> createFuture() {
    return new Future<>(this);
  }

  @Override
  public <T extends @Nullable Object> Task<T> createTask(
      Coroutine<T> coroutine, TaskOptions options) {
    Arguments.required(coroutine, "coroutine");
    Arguments.required(options, "options");
    checkClosed();
    return taskFactory == null
        ? Task.create(this, coroutine, options)
        : byFactory(taskFactory, coroutine, options);
  }

  @SuppressWarnings("unchecked")
  private <T extends @Nullable Object> Task<T> byFactory(
      TaskFactory factory, Coroutine<T> coroutine, TaskOptions options) {
    Task<?> task = factory.createTask(this, coroutine, options);
    if (task == null || task.getCoro() != coroutine || task.loop() != this) {
      throw new IllegalStateException(
          "task factory made %s, expected a task of %s on this loop".formatted(task, coroutine));
    }
    return (Task<T>) task;
  }

  @Override
  public void setTaskFactory(TaskFactory factory) {
    taskFactory = Arguments.required(factory, "factory");
  }

  @Override
  public void resetTaskFactory() {
    taskFactory = null;
  }

  @Override
  public Optional<TaskFactory> getTaskFactory() {
    return Optional.ofNullable(taskFactory);
  }

  // --- errors -----------------------------------------------------------------------------------

  @Override
  public void setExceptionHandler(ExceptionHandler handler) {
    reporter.set(Arguments.required(handler, "handler"));
  }

  @Override
  public void resetExceptionHandler() {
    reporter.set(null);
  }

  @Override
  public Optional<ExceptionHandler> getExceptionHandler() {
    return reporter.handler();
  }

  @Override
  public void callExceptionHandler(ErrorReport report) {
    reporter.report(Arguments.required(report, "report"));
  }

  @Override
  public void defaultExceptionHandler(ErrorReport report) {
    reporter.log(Arguments.required(report, "report"));
  }

  @Override
  public String toString() {
    String state = isClosed() ? "closed" : isRunning() ? "running" : "idle";
    return "EventLoop[%s, %s, %s]".formatted(state, engine.kind(), schedule);
  }
}
