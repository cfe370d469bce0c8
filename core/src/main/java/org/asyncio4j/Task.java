package org.asyncio4j;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A future that runs a coroutine, step by step, on its loop.
 *
 * <p>Between two points where it suspends nothing else on the loop runs. It is made by {@link
 * Asyncio#createTask}; the loop holds it until it is done.
 *
 * <p>Python: {@code asyncio.Task}.
 *
 * @param <T> the type of the result
 */
public final class Task<T extends @Nullable Object> extends Future<T> {

  /*
   * While it is not done, a task is in one of these states (CPython's invariant):
   *
   *   WAITING    waiter is a future that is not done; no step is scheduled
   *   SCHEDULED  waiter is null or done; a step is in the ready queue
   *   RUNNING    waiter is null; the step is being executed
   *   BLOCKED    the step is in a JDK call that has parked the task's thread (loop engine only)
   *
   *   SCHEDULED --step--> RUNNING --suspendFor--> WAITING --waiter done--> SCHEDULED
   *                       RUNNING --JDK parks---> BLOCKED --JDK unparks--> RUNNING
   */

  /** A CancelledError that is made when it is thrown, so that its stack trace is the task's. */
  private static final Frame.Marker CANCELLATION = new Frame.Marker("cancellation");

  private final Coroutine<T> coroutine;
  private final int number; // in order of creation
  private @Nullable Object name; // a String, or if others got theirs before, how many: see getName
  private final Context context;
  private @Nullable Context entered; // by Context.run, while that lasts

  // What runs now, the body's frame or one that stands in for it, and what it waits for: call
  // graphs of other threads read them racily.
  @Nullable Frame frame;
  private @Nullable Future<?> waiter;

  // Between the loop and the body, one field for two uses that never meet. Into the body, which
  // takes it before it does anything: what to throw there, a Throwable or CANCELLATION. Out of it,
  // from its end to the end of that step: its result or Threw. Of StepFrame, too.
  @Nullable Object exchange;

  boolean endsSilentlyIfPending; // nobody sees it who could be blamed for that
  private int cancelRequests;
  boolean mustCancel;
  boolean passingOn; // a cancellation, to what it waits for: to notice if it comes back
  @Nullable Object cancelReason;
  @Nullable Object interrupt; // of a JDK call, by a cancellation: see InterruptedCall

  // Neighbours in the list of the loop's tasks, see TaskSet.
  @Nullable Task<?> previousInSet;
  @Nullable Task<?> nextInSet;

  private Task(BaseEventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
    super(loop);
    coroutine.take();
    this.coroutine = coroutine;
    this.number = loop.nextTaskNumber();
    this.name = options.name().isPresent() ? loop.named(options.name().get()) : loop.namedTasks();
    this.context = options.context().orElseGet(Context::copyContext);
  }

  /**
   * Makes a task as the default task factory does.
   *
   * @param loop the loop that runs it
   * @param coroutine what it runs
   * @param options name, context, eager start
   * @param <T> the type of the result
   * @return the task; scheduled, or with an eager start run to its first suspension
   * @throws IllegalStateException if the loop is closed or the coroutine was used before
   */
  public static <T extends @Nullable Object> Task<T> create(
      EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
    BaseEventLoop owner = BaseEventLoop.of(loop);
    Arguments.required(coroutine, "coroutine");
    Arguments.required(options, "options");
    owner.checkClosed();
    var task = new Task<>(owner, coroutine, options);
    owner.tasks().add(task);
    owner.taskCreated(task);
    if (options.startsEagerly() && owner.isRunning()) {
      EagerStart.run(task);
    } else {
      owner.enqueue(task);
    }
    return task;
  }

  // --- steps: loop thread -----------------------------------------------------------------------

  /** Runs the body to its next suspension point. */
  void step() {
    if (done()) {
      throw new InvalidStateException("step of %s: already done".formatted(this));
    }
    if (waiter != null) {
      waiter.markRetrieved();
    }
    if (mustCancel) {
      // If what it waited for was cancelled, that is enough; what leaves the loop goes before it.
      if (waiter == null || !waiter.outranksCancellation()) {
        exchange = CANCELLATION;
      }
      mustCancel = false;
    }
    waiter = null;
    runStep();
  }

  /** Runs the body on; the first step of an eager start does so inside its creator's step. */
  void runStep() {
    Running running = loop().running();
    Task<?> outerTask = running.task;
    Context outerContext = running.context;
    running.task = this;
    running.context = currentContext();
    if (outerTask != null) {
      loop().schedule.goesNoFurther();
    }
    Task<?> last = this;
    loop().stepBegins(this);
    try {
      if (frame == null && exchange != null) {
        bodyThrew(takeThrown());
        return;
      }
      Frame started = frame;
      if (started == null) {
        started = coroutine.newFrame(this);
        frame = started;
      }
      Object request = started.resume();
      last = running.taskOr(this); // another one if the frame was handed over
      last.advance(request);
    } catch (Throwable thrown) {
      last = running.taskOr(this);
      LostBody.end(last, thrown);
    } finally {
      loop().stepEnds(last);
      running.task = outerTask;
      running.context = outerContext;
    }
  }

  /** {@return whether a step is made by a thread of its own, and not by the caller} */
  boolean hasStack() {
    return frame == null ? coroutine.isMethod() : !(frame instanceof StepFrame);
  }

  /** {@return whether its next step starts the body, which is a method, and does nothing else} */
  boolean startsOnFrame() {
    return frame == null && exchange == null && !mustCancel && !done() && coroutine.isMethod();
  }

  /** Does what the body asks for, whenever it comes back. */
  void advance(@Nullable Object waitsFor) {
    Object request = waitsFor;
    while (request instanceof StepRequest immediate) {
      loop().schedule.goesNoFurther();
      request = immediate.serve(this);
    }
    if (request == Frame.FINISHED) {
      bodyEnded();
    } else if (request == Frame.BLOCKED) {
      InterruptedCall.blocks(this);
      loop().outsideWorkBegins();
      loop().blocked(this);
    } else if (request instanceof Future<?> future) {
      loop().suspended(this, future);
      waitFor(future);
    } else {
      loop().suspended(this, null);
      loop().enqueue(this); // a bare yield
    }
  }

  private void waitFor(Future<?> future) {
    if (future.loop() != loop()) {
      stepThrowing(
          new IllegalStateException(
              "%s got %s, which is attached to a different loop".formatted(this, future)));
    } else if (future == this) {
      stepThrowing(new IllegalStateException("%s cannot await itself".formatted(this)));
    } else {
      future.addWaiter(this);
      waiter = future;
      if (mustCancel) {
        loop().aside(() -> passOnAtOnce(future)); // may cancel what is a user's
      }
    }
  }

  private void passOnAtOnce(Future<?> future) {
    if (future.cancelWith(cancelReason)) {
      mustCancel = false;
    }
  }

  private void stepThrowing(Throwable thrown) {
    exchange = thrown;
    loop().enqueue(this);
  }

  Throwable takeThrown() {
    Object thrown = exchange;
    exchange = null;
    return thrown instanceof Throwable throwable ? throwable : StepFrame.cancellation(this);
  }

  /** Runs on the frame's thread. */
  void runBody() {
    try {
      exchange = context.callCarrying(coroutine);
    } catch (Throwable thrown) {
      exchange = Threw.by(thrown);
    }
    InterruptedCall.atEnd(this);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // a null was returned only where T allows it
  void bodyEnded() {
    Object end = exchange;
    exchange = null;
    frame = null;
    if (end instanceof Threw(Throwable thrown)) {
      bodyThrew(thrown);
    } else if (mustCancel) {
      mustCancel = false;
      becomeCancelled(cancelReason);
    } else {
      finish((T) end);
    }
  }

  private void bodyThrew(Throwable thrown) {
    if (thrown instanceof CancelledError) {
      becomeCancelled(thrown);
    } else {
      fail(thrown);
      if (Throwables.leavesTheLoop(thrown)) {
        throw Throwables.sneak(thrown);
      }
    }
  }

  @Override
  void whenDone() {
    loop().tasks().remove(this);
    loop().taskDone(this);
  }

  // --- suspending: the task's own thread --------------------------------------------------------

  /**
   * Suspends the body.
   *
   * @param waitsFor a future, null for one iteration of the loop, or a StepRequest
   */
  void suspendFor(@Nullable Object waitsFor) {
    Frame suspended = frame;
    if (suspended == null) {
      throw new IllegalStateException("%s is not running".formatted(this));
    }
    settleInterrupt();
    suspended.suspend(waitsFor);
    if (exchange != null) {
      throw Throwables.sneak(takeThrown());
    }
  }

  /** The body's own thread: see {@link InterruptedCall#beforeWait}. */
  void settleInterrupt() {
    if (interrupt != null) {
      InterruptedCall.beforeWait(this);
    }
  }

  /** {@return whether the same loop has made it after another one} */
  boolean isNewerThan(Task<?> other) {
    return number - other.number > 0; // also when the numbers have wrapped around
  }

  /** {@return the context that the body is in: the task's, or one it has entered} */
  Context currentContext() {
    return entered == null ? context : entered;
  }

  /** The body enters a context, or comes back to an outer one. */
  void enter(Context inner) {
    entered = inner == context ? null : inner;
  }

  // --- cancellation -----------------------------------------------------------------------------

  /**
   * Requests that this task be cancelled: a {@link CancelledError} is thrown into it when it next
   * runs. It may clean up, and may even refuse; so unlike with a plain future it is not certain
   * that the task ends cancelled.
   */
  @Override
  boolean cancelWith(@Nullable Object reason) {
    if (done()) {
      markRetrieved();
      return false;
    }
    if (passingOn) {
      stopWaiting(reason);
      return true;
    }
    if (passesCancellationOn()) {
      return CancelWalk.cancel(this, reason);
    }
    cancelRequests++;
    return endPassingOn(reason, waiter != null && waiter.cancelWith(reason));
  }

  /** {@return whether what it waits for may pass a request on itself: see {@link CancelWalk}} */
  boolean passesCancellationOn() {
    return (waiter instanceof Task || waiter instanceof GatheringFuture) && !passingOn && !done();
  }

  /** {@return who gets the request} */
  Future<?> beginPassingOn() {
    cancelRequests++;
    passingOn = true;
    return Arguments.required(waiter, "waiter");
  }

  /** {@return that the request is accepted} If nobody else has, it is for this task itself. */
  boolean endPassingOn(@Nullable Object reason, boolean accepted) {
    passingOn = false;
    if (!accepted) {
      mustCancel = true;
      cancelReason = reason;
      InterruptedCall.cancel(this);
    }
    return true;
  }

  /** Tasks await each other in a circle: none of them will end unless one goes on by itself. */
  private void stopWaiting(@Nullable Object reason) {
    if (waiter != null) {
      waiter.removeWaiter(this);
      waiter = null;
      mustCancel = true;
      cancelReason = reason;
      loop().enqueue(this);
    }
  }

  @Override
  CancelledError lateCancellation() {
    return cancelled() ? makeCancelledError() : CancelledError.because(cancelReason);
  }

  /**
   * {@return the number of cancellation requests that nobody has taken back}
   *
   * <p>Python: {@code Task.cancelling}.
   */
  public int cancelling() {
    return cancelRequests;
  }

  /**
   * Takes one cancellation request back. Taking back the last one before the error is thrown
   * withdraws the cancellation.
   *
   * @return the number of requests that remain
   */
  public int uncancel() {
    if (cancelRequests > 0 && --cancelRequests == 0) {
      mustCancel = false;
      InterruptedCall.withdraw(this);
    }
    return cancelRequests;
  }

  /**
   * Refused: a task gets its result from its coroutine.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void setResult(T result) {
    throw new UnsupportedOperationException("%s does not support setResult".formatted(this));
  }

  /**
   * Refused: a task gets its exception from its coroutine.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void setException(Throwable exception) {
    throw new UnsupportedOperationException("%s does not support setException".formatted(this));
  }

  // --- description ------------------------------------------------------------------------------

  /** {@return the coroutine that this task runs, or has run, if only in an eager start} */
  public Coroutine<T> getCoro() {
    return coroutine;
  }

  /** {@return the context that this task runs in} */
  public Context getContext() {
    return context;
  }

  /** {@return the name; by default Task- and a number, of the tasks that got no other name} */
  public String getName() {
    int named = name instanceof Integer before ? before : 0;
    return name instanceof String given ? given : "Task-" + (number - named);
  }

  /**
   * Renames the task.
   *
   * @param name any object; its string is the name
   */
  public void setName(Object name) {
    this.name = Arguments.required(name, "name").toString();
  }

  /** {@return what the task waits for, if it is suspended} */
  Optional<Future<?>> waiter() {
    return Optional.ofNullable(waiter);
  }

  /**
   * {@return the user's frames of this task, oldest first: where it is suspended, or, if it failed,
   * where its exception was thrown; none if it has not started, has succeeded or was cancelled}
   */
  public List<StackTraceElement> getStack() {
    return getStack(Integer.MAX_VALUE);
  }

  /**
   * As {@link #getStack()}, at most {@code limit} frames: the newest of a suspended task, the
   * oldest of a failed one.
   *
   * @param limit how many frames at most
   * @return the frames, oldest first
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public List<StackTraceElement> getStack(int limit) {
    return TaskStack.of(this, limit).frames();
  }

  /** Prints {@link #getStack()} to the standard error stream. */
  public void printStack() {
    printStack(Integer.MAX_VALUE, System.err);
  }

  /**
   * Prints {@link #getStack(int)}.
   *
   * @param limit how many frames at most
   * @param out where to print
   */
  public void printStack(int limit, PrintStream out) {
    TaskStack.of(this, limit).print(Arguments.required(out, "out"));
  }

  @Override
  String kindName() {
    return "Task";
  }

  @Override
  public String toString() {
    return TaskText.of(this);
  }
}
