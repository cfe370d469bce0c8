package org.asyncio4j;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.asyncio4j.internal.engine.Engine;
import org.asyncio4j.internal.engine.Engines;
import org.asyncio4j.internal.engine.FrameHost;
import org.asyncio4j.internal.engine.PlainThreads;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/**
 * The side of an event loop that goes round: {@link #runHere} until it is stopped, {@link #iterate}
 * is one round.
 */
abstract sealed class DrivenLoop extends WatchedLoop implements FrameHost permits BaseEventLoop {
  final Schedule schedule;
  final Engine engine;
  final Running running = new Running();

  private final boolean hasCallbackFrame;

  // Whether a clock or a schedule of a user's has a part in each round.
  private final boolean alwaysStrange;
  private final Runnable strangeRounds = this::strangeRounds;
  private final Runnable lookAround = this::lookAfterTheAbandoned;

  // Any thread.
  private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();

  // Any thread: the id of the one that prepares the loop while it is idle, who made it or ran it
  // last. Only that thread itself learns anything from it.
  volatile long preparer = Thread.currentThread().threadId();

  // Any thread: whether the preparer is touching the idle loop in a method that any thread may
  // call. It sets this before it looks whether the loop runs or is closed; who starts or closes the
  // loop says so before it looks at this: so one of the two sees the other.
  private final AtomicBoolean touched = new AtomicBoolean();

  // Loop thread.
  private boolean goesRound; // until it is stopped, and not one round alone
  private boolean stopping;
  private int outsideWork;
  private boolean interrupted;
  private @Nullable Running outerRunning;

  DrivenLoop(LoopOptions options) {
    this.schedule = new Schedule(this, options);
    this.engine = Engines.create(options.engine(), this, schedule);
    this.hasCallbackFrame = engine.hasCallbackFrame();
    Threw.prepare();
    this.alwaysStrange = options.clock() != Clock.SYSTEM || options.schedule().isPresent();
    watchByDefault(options);
  }

  @Override
  final Running running() {
    return running;
  }

  @Override
  final Schedule schedule() {
    return schedule;
  }

  final Engine engine() {
    return engine;
  }

  public final EngineKind engineKind() {
    return engine.kind();
  }

  @Override
  final boolean blockedCallsHoldTheLoop() {
    // In a simulation threads wait for no time, and what can never go on is found by that.
    return hasCallbackFrame
        || (engine.kind() == EngineKind.HANDOFF && PlainThreads.current() == null);
  }

  /** The loop is about to wait: a good moment to look for what nobody will pick up any more. */
  abstract void lookAfterTheAbandoned();

  public final boolean isClosed() {
    return schedule.closed();
  }

  final void checkClosed() {
    if (isClosed()) {
      throw new IllegalStateException("event loop is closed");
    }
  }

  public final void replaceReactor(UnaryOperator<Reactor> replacement) {
    checkClosed();
    schedule.replaceReactor(Arguments.required(replacement, "replacement"));
  }

  public final void runForever() {
    checkMayRun();
    preparer = Thread.currentThread().threadId();
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
      goesRound = true;
      do {
        iterate();
      } while (!stopping);
    } finally {
      goesRound = false;
      cleanup();
    }
  }

  /** Runs {@code body} here or, if the engine wants another kind of thread, waits for one. */
  void onSuitableThread(Runnable body) {
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
    awaitUntouched();
    // Mounting a virtual thread would clear it.
    interrupted = Thread.interrupted();
    outerRunning = Running.current();
    running.loop = loop();
    running.context = context;
    running.enter();
    runBegins();
  }

  private void cleanup() {
    runEnds();
    if (engine.callbackFrameLeft()) {
      onSuitableThread(engine::endCallbacks);
    }
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

  public final void runForeverSetup() {
    checkMayRun();
    preparer = Thread.currentThread().threadId();
    setup(Running.current().context);
  }

  public final void runOnce() {
    if (!running.isCurrent() || running.task != null) {
      throw new IllegalStateException("runOnce: expected runForeverSetup on this thread before");
    }
    try {
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
    } finally {
      pulse().rests(); // whatever the caller does now, it is no step
    }
  }

  public final void runForeverCleanup() {
    if (!running.isCurrent()) {
      throw new IllegalStateException(
          "runForeverCleanup: expected runForeverSetup on this thread before");
    }
    cleanup();
  }

  private void iterate() {
    if (hasCallbackFrame && isStrange()) {
      aside(strangeRounds);
    } else {
      round();
    }
  }

  private void strangeRounds() {
    do {
      round();
    } while (mayGoOn() && isStrange());
  }

  /** One round: wait until something is ready, then run what is ready now, and nothing newer. */
  private void round() {
    collect(!stopping && schedule.mustWait());
    if (hasCallbackFrame && !Thread.currentThread().isVirtual()) {
      schedule.runBatchOnCarrier();
    } else {
      schedule.runBatch();
    }
  }

  private void collect(boolean mustWait) {
    boolean wait = mustWait;
    if (wait) {
      aside(lookAround);
      keepInterrupt(); // it would end every wait at once
      wait = schedule.mustWait();
      if (wait && isWatched()) {
        idle(schedule.timeToNextTimer(), outsideWork > 0);
        wait = schedule.mustWait();
      }
    }
    pollBegins();
    schedule.collect(wait, outsideWork > 0);
    pollEnds();
  }

  /**
   * In the callback frame, after a batch: begins the next round there, if it does not need the
   * carrier to wait. {@return whether it has}
   */
  final boolean beginsRoundHere() {
    if (!mayGoOn() || isStrange()) {
      return false;
    }
    boolean mustWait = schedule.mustWait();
    if (mustWait && !schedule.mayWaitInFrame()) {
      return false;
    }
    collect(mustWait);
    schedule.beginBatch();
    return true;
  }

  private boolean mayGoOn() {
    return goesRound && !stopping && !schedule.standsStill();
  }

  // --- who runs what ----------------------------------------------------------------------------

  /** {@return whether a user's code has a part in each step: then all of a round runs aside} */
  final boolean isStrange() {
    return alwaysStrange || isWatched();
  }

  /**
   * Runs what may be a user's code, or may wait for a lock: in the callback frame if the caller is
   * the carrier, else right here.
   */
  final void aside(Runnable action) {
    if (!hasCallbackFrame || Thread.currentThread().isVirtual() || !running.isCurrent()) {
      action.run();
      return;
    }
    engine.call(action);
    if (schedule.hasLeaving() && !schedule.standsStill()) {
      throw Throwables.sneak(schedule.takeLeaving());
    }
  }

  /** Runs what must not run in the callback frame: on the carrier. */
  final void onCarrier(Runnable action) {
    engine.onCarrier(action);
  }

  /** Any thread, racily: {@return whether a callback is blocked in the JDK} */
  final boolean standsStill() {
    return hasCallbackFrame && schedule.standsStill();
  }

  /**
   * Another thread, which may wait: has the carrier call a function while a callback is blocked.
   * {@return its result; empty if the callback has gone on instead}
   */
  final <T> Optional<T> whileStandingStill(Supplier<T> function) {
    var answer = new CompletableFuture<T>();
    schedule.actionRunnable(
        () -> {
          try {
            answer.complete(function.get());
          } catch (Throwable thrown) { // is not the loop's
            answer.completeExceptionally(thrown);
          }
        });
    try {
      return Optional.of(answer.get(1, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException goesOn) {
      return Optional.empty();
    }
  }

  /** An interrupt has been taken away, until the loop has stopped. */
  final void interruptArrived() {
    interrupted = true;
  }

  /** Takes the current thread's interrupt away, until the loop has stopped. */
  final void keepInterrupt() {
    interrupted |= Thread.interrupted();
  }

  @Override
  final @Nullable Thread callbackThread() {
    Thread callbacks = engine.callbackThread();
    return callbacks == null ? thread() : callbacks;
  }

  public final <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable) {
    checkMayRun();
    boolean isNew = !(Arguments.required(awaitable, "awaitable") instanceof Future);
    Future<T> future = Futures.ensure(awaitable, loop());
    if (isNew && future instanceof Task<?> task) {
      task.endsSilentlyIfPending = true;
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

  public final void stop() {
    stopping = true;
  }

  public final boolean isRunning() {
    return runner.get() != null;
  }

  /** Any thread. */
  @Override
  final @Nullable Thread thread() {
    return runner.get();
  }

  /**
   * Any thread: runs {@code action} if the loop is idle, and this is the thread that prepares it.
   *
   * @return whether it has
   */
  final boolean touchIfIdle(Runnable action) {
    if (Thread.currentThread().threadId() != preparer || !touched.compareAndSet(false, true)) {
      return false;
    }
    try {
      if (isRunning() || isClosed()) {
        return false;
      }
      action.run();
      return true;
    } finally {
      touched.set(false);
    }
  }

  /** Nobody touches the loop any more who has not seen that it runs or is closed. */
  final void awaitUntouched() {
    while (touched.get()) {
      Thread.onSpinWait(); // lasts no longer than a cancellation
    }
  }

  /** On the loop's thread, as {@link #outsideWorkBegins}. */
  final void outsideWorkEnds() {
    outsideWork--;
  }

  final void outsideWorkBegins() {
    outsideWork++;
  }
}
