package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.asyncio4j.internal.engine.Frame;
import org.asyncio4j.internal.engine.LockOwners;
import org.asyncio4j.internal.engine.MemoryReserve;
import org.asyncio4j.spi.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The event loop: what is scheduled on it, belongs to it and is reported by it.
 *
 * <p>How it goes round is in {@link DrivenLoop}, how it is watched in {@link WatchedLoop}.
 */
final class BaseEventLoop extends DrivenLoop implements EventLoop {
  private static final int ROUNDS_TO_REFILL = 10;
  private static final int MOST_OWNERS = 10_000; // looked at for a message

  // Fixed.
  private final Clock clock;
  private final TaskSet tasks = new TaskSet();
  private final Leftovers leftovers = new Leftovers(this);
  private final Abandoned abandoned = new Abandoned();
  final AsyncGenerators asyncGenerators = new AsyncGenerators(this);
  private final AwaitedBy awaitedBy = new AwaitedBy();
  private final ErrorReporter reporter = new ErrorReporter(this);
  private final UnclosedWarning unclosedWarning;
  final SignalHandlers signalHandlers = new SignalHandlers(this);
  private final DefaultExecutor defaultExecutor = new DefaultExecutor(this);

  // Loop thread, or before the loop runs the thread that prepares it.
  private final Set<Bridge.Copy<?>> copies = new LinkedHashSet<>();
  private int tasksMade;
  private @Nullable Integer tasksNamed; // one object for all tasks made until the next gets a name
  private @Nullable TaskFactory taskFactory;

  BaseEventLoop(LoopOptions options) {
    super(options);
    this.clock = options.clock();
    this.unclosedWarning = UnclosedWarning.over(this, engine.idleReleaser());
  }

  static BaseEventLoop of(EventLoop loop) {
    return (BaseEventLoop) Arguments.required(loop, "loop"); // there is no other kind
  }

  // --- the rooms below --------------------------------------------------------------------------

  TaskSet tasks() {
    return tasks;
  }

  Leftovers leftovers() {
    return leftovers;
  }

  Abandoned abandoned() {
    return abandoned;
  }

  DefaultExecutor defaultExecutor() {
    return defaultExecutor;
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

  /** {@return the name given to a new task} It uses up no number of the default names. */
  String named(String name) {
    tasksNamed = tasksNamed == null ? 1 : tasksNamed + 1;
    return name;
  }

  /** {@return how many tasks were given a name when they were made, null if none} */
  @Nullable Integer namedTasks() {
    return tasksNamed;
  }

  void enqueue(Object entry) {
    checkThread();
    schedule.add(entry);
  }

  // --- closing ---------------------------------------------------------------------------------

  @Override
  public void close() {
    if (isRunning()) {
      throw new IllegalStateException("cannot close a running event loop");
    }
    if (isClosed()) {
      return;
    }
    if (getDebug()) {
      LOG.log(System.Logger.Level.DEBUG, "Close " + this);
    }
    schedule.refuse();
    awaitUntouched();
    // What an exception handler or other code of the user throws must not keep anything from being
    // released or reported: nobody closes the loop again.
    var closing = new InAnyCase();
    schedule.close(closing);
    closing.run(unclosedWarning::loopClosed);
    closing.run(signalHandlers::removeAll);
    var endedGenerators = new ArrayList<ErrorReport>();
    closing.run(() -> asyncGenerators.endAll(endedGenerators));
    if (engine.idleFrames() > 0) {
      closing.run(() -> onSuitableThread(engine.idleReleaser()));
    }
    List.copyOf(copies).forEach(copy -> closing.run(copy::loopCloses));
    copies.clear();
    tasks.snapshot().forEach(task -> closing.run(() -> reportDestroyed(task)));
    endedGenerators.forEach(report -> closing.run(() -> callExceptionHandler(report)));
    leftovers.reportAll(closing);
    closing.run(defaultExecutor::close);
    closing.end();
  }

  private void reportDestroyed(Task<?> task) {
    if (!task.endsSilentlyIfPending) {
      callExceptionHandler(ErrorReport.of("Task was destroyed but it is pending!").withTask(task));
    }
  }

  @Override
  void lookAfterTheAbandoned() {
    MemoryReserve.fill();
    leftovers.reportAbandoned();
    asyncGenerators.closeAbandoned();
    abandoned.look();
  }

  @Override
  public void shutdownAsyncgens() {
    asyncGenerators.shutdown();
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
    if (!handIn(handle)) {
      checkClosed();
    }
    return handle;
  }

  @Override
  public TimerHandle callLater(double delay, Runnable callback, Context context) {
    return callAfterNanos(Arguments.nanos(delay, "delay"), callback, context);
  }

  @Override
  public TimerHandle callLater(Duration delay, Runnable callback, Context context) {
    return callAfterNanos(Arguments.nanos(delay, "delay"), callback, context);
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

  @Override
  public Clock clock() {
    return clock;
  }

  long nanos() {
    return clock.nanos();
  }

  // --- what goes on outside the loop ------------------------------------------------------------

  @Override
  public void frameRunnable(Frame frame, Object owner) {
    Task<?> task = GeneratorFrame.taskOf(owner);
    if (task != null) { // else the loop is closed, and who closes it looks by himself
      var entry = new Schedule.Unblocked(task); // of no use to a closed loop
      if (running.isCurrent() && schedule.standsStill()) {
        schedule.post(entry); // who waits for it looks there
      } else {
        handIn(entry);
      }
    }
  }

  @Override
  public void runBody(Object owner) {
    GeneratorFrame.runBodyOf(owner);
  }

  @Override
  public @Nullable Object nextBody(Frame frame, Object ended) {
    return ended instanceof Task<?> task && !isWatched() ? FrameHandOver.next(task, frame) : null;
  }

  @Override
  public void outside(Runnable stranger) {
    running.loop = null;
    try {
      stranger.run();
    } finally {
      running.loop = this;
    }
  }

  @Override
  public void inside(Runnable action) {
    running.loop = this;
    try {
      action.run();
    } finally {
      running.loop = null;
    }
  }

  @Override
  public void enterFrameThread() {
    running.enter();
  }

  /**
   * Any thread: runs {@code action} now if that is safe, else soon, on the loop, or if that will
   * never run again when it is closed.
   */
  void onItsThread(Runnable action) {
    if (running.isCurrent()) {
      action.run();
    } else if (!touchIfIdle(action)) {
      handIn(new ThreadsafeHandle(this, action, new Context(), action));
    }
  }

  /**
   * Any thread: as {@link #outsideWorkEnds()}, and the loop runs {@code then}. Without memory it
   * waits for some: no other thread could report this end later. {@return false if the loop is
   * closed}
   */
  boolean outsideWorkEnds(Runnable then) {
    while (true) {
      try {
        return soon(
            () -> {
              outsideWorkEnds();
              then.run();
            });
      } catch (OutOfMemoryError full) {
        MemoryReserve.awaitMoreAfter(full);
      }
    }
  }

  /** Any thread: has the loop run {@code action} soon. {@return false if it is closed} */
  boolean soon(Runnable action) {
    return handIn(new Handle(this, action, new Context()));
  }

  private boolean handIn(Object entry) {
    if (running.isCurrent()) {
      schedule.add(entry);
      return true;
    }
    return schedule.post(entry);
  }

  /**
   * Another thread, while a callback waits in the JDK: {@return who holds the locks that it and the
   * tasks wait for} The carrier looks, so that none of their threads is being mounted meanwhile.
   * Empty if the callback goes on, and where no callback can be put aside.
   */
  Optional<LockOwners> lockOwners(Thread waiting) {
    if (!standsStill()) {
      return Optional.empty();
    }
    var threads = new ArrayList<Thread>();
    threads.add(waiting);
    for (Task<?> task : tasks.snapshot()) {
      Frame frame = task.frame;
      if (frame != null && threads.size() < MOST_OWNERS) {
        threads.add(frame.thread());
      }
    }
    return whileStandingStill(() -> LockOwners.of(threads));
  }

  /** The reserve was needed: fills it again, as soon as somebody has let memory go. */
  void refillReserve() {
    refillReserve(ROUNDS_TO_REFILL);
  }

  private void refillReserve(int rounds) {
    if (isClosed() || rounds == 0) {
      return; // when the loop waits, it tries again
    }
    try {
      soon(() -> refillReserve(MemoryReserve.fill() ? 0 : rounds - 1));
    } catch (OutOfMemoryError full) {
      // As above.
    }
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
    Arguments.required(report, "report");
    aside(() -> reporter.report(report));
  }

  @Override
  public void defaultExceptionHandler(ErrorReport report) {
    Arguments.required(report, "report");
    aside(() -> reporter.log(report));
  }

  @Override
  public String toString() {
    String state = isClosed() ? "closed" : isRunning() ? "running" : "idle";
    return "EventLoop[%s, %s, %s]".formatted(state, engine.kind(), schedule);
  }
}
