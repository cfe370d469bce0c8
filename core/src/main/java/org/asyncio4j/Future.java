package org.asyncio4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.asyncio4j.internal.engine.MemoryReserve;
import org.jspecify.annotations.Nullable;

/**
 * A result that will be there later; can be awaited any number of times.
 *
 * <p>It belongs to its loop's thread. Only what it has from {@link java.util.concurrent.Future} may
 * be called by any thread: there {@link #get()} waits, inside a task by suspending it.
 *
 * <p>Python: {@code asyncio.Future}; made by {@link EventLoop#createFuture}.
 *
 * @param <T> the type of the result
 */
public sealed class Future<T extends @Nullable Object>
    implements Awaitable<T>, java.util.concurrent.Future<T>
    permits Task, GatheringFuture, Alarm, ExecutorFuture, Waiter {

  /*
   *   PENDING --setResult----> FINISHED
   *   PENDING --setException-> FAILED
   *   PENDING --cancel-------> CANCELLED
   */
  private static final byte PENDING = 0;
  private static final byte FINISHED = 1;
  private static final byte FAILED = 2;
  private static final byte CANCELLED = 3;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Future.class, "state", byte.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final BaseEventLoop loop;

  // Written by the loop's thread, with release semantics and after value; other threads read it
  // with acquire semantics and then value.
  private byte state = PENDING;

  // FINISHED: the result; FAILED: the exception; CANCELLED: the CancelledError to throw next, or
  // the reason of the cancellation, or null.
  private @Nullable Object value;

  // PENDING: null, a Task that waits, a DoneHandle, or several of them in Callbacks. Other threads
  // may look for waiting tasks here, without any promise: see Awaiters.
  // FAILED: the Leftover while nobody has retrieved the exception.
  private @Nullable Object callbacks;

  // PENDING: what to say, should it fail. Set by a gather or a shield that has left it.
  private boolean failureIsKnown;
  private boolean shieldIsGone;

  Future(BaseEventLoop loop) {
    this.loop = loop;
    loop.made(this);
  }

  // --- state ------------------------------------------------------------------------------------

  /** {@return whether there is a result, an exception or a cancellation} */
  public final boolean done() {
    return state != PENDING;
  }

  /** {@return whether this future was cancelled} */
  public final boolean cancelled() {
    return state == CANCELLED;
  }

  /** {@return the loop that this future belongs to} */
  public final EventLoop getLoop() {
    return loop;
  }

  final BaseEventLoop loop() {
    return loop;
  }

  /**
   * {@return the result}
   *
   * <p>If the future failed, its very exception is thrown, checked or not.
   *
   * @throws CancelledError if the future was cancelled
   * @throws InvalidStateException if the future is not done
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // a null was set only where T allows it
  public final T result() {
    switch (state) {
      case FINISHED -> {
        return (T) value;
      }
      case FAILED -> throw Throwables.sneak(retrieve());
      case CANCELLED -> throw makeCancelledError();
      default -> throw new InvalidStateException("Result is not ready: %s".formatted(this));
    }
  }

  /**
   * {@return the exception, or null if the future has a result}
   *
   * @throws CancelledError if the future was cancelled
   * @throws InvalidStateException if the future is not done
   */
  public final @Nullable Throwable exception() {
    return switch (state) {
      case FINISHED -> null;
      case FAILED -> retrieve();
      case CANCELLED -> throw makeCancelledError();
      default -> throw new InvalidStateException("Exception is not set: %s".formatted(this));
    };
  }

  /** {@return the exception of a failed future} Looking at it does not count as retrieving it. */
  final @Nullable Throwable peekException() {
    return state == FAILED ? (Throwable) value : null;
  }

  private Throwable retrieve() {
    markRetrieved();
    return Arguments.required((Throwable) value, "exception");
  }

  /** Should it fail, somebody will know of the exception. */
  final void failureWillBeKnown() {
    failureIsKnown = true;
  }

  /** Should it fail, and nobody retrieve the exception, the report says that it was shielded. */
  final void shieldWasLost() {
    shieldIsGone = true;
  }

  /** Somebody knows of the exception, if there is one: it will not be reported. */
  final void markRetrieved() {
    if (callbacks instanceof Leftover leftover) {
      leftover.settle();
      callbacks = null;
    }
  }

  /**
   * {@return whether who awaits this done future gets what a cancellation of its own must not
   * replace: a CancelledError, or what leaves the loop}
   */
  final boolean outranksCancellation() {
    return state == CANCELLED
        || (state == FAILED
            && (value instanceof CancelledError || Throwables.leavesTheLoop((Throwable) value)));
  }

  /**
   * Makes the error that a cancelled future throws. The one that ended a task is handed out once;
   * after that, as in CPython, there are fresh ones.
   */
  final CancelledError makeCancelledError() {
    if (value instanceof CancelledError thrown) {
      value = null;
      return thrown;
    }
    return CancelledError.because(value);
  }

  /** Makes an error for a cancellation that was asked for, whether or not it was obeyed. */
  CancelledError lateCancellation() {
    return state == CANCELLED ? makeCancelledError() : new CancelledError();
  }

  /** {@return the error that a cancelled future has still to hand out, or else the reason given} */
  final @Nullable Object cancelledErrorOrReason() {
    return value;
  }

  // --- completion -------------------------------------------------------------------------------

  /**
   * Makes the future done, with a result.
   *
   * @param result the result
   * @throws InvalidStateException if the future is done
   * @throws UnsupportedOperationException if this is a task
   */
  public void setResult(T result) {
    finish(result);
  }

  /**
   * Makes the future done, with an exception, which {@link #result} and every await will throw.
   *
   * @param exception the exception
   * @throws InvalidStateException if the future is done
   * @throws UnsupportedOperationException if this is a task
   */
  public void setException(Throwable exception) {
    fail(exception);
  }

  /**
   * Cancels the future, so that whoever awaits it gets a {@link CancelledError}.
   *
   * @return false if it is done already
   */
  public final boolean cancel() {
    return cancelWith(null);
  }

  /**
   * Cancels the future.
   *
   * @param reason any object; the {@link CancelledError} carries it. A {@code Boolean} is not taken
   *     as a reason: the call is then the JDK's {@link #cancel(boolean)}
   * @return false if it is done already
   */
  public final boolean cancel(Object reason) {
    return reason instanceof Boolean mayInterrupt
        ? cancel(mayInterrupt.booleanValue())
        : cancelWith(Arguments.required(reason, "reason"));
  }

  boolean cancelWith(@Nullable Object reason) {
    return becomeCancelled(reason);
  }

  final void finish(T result) {
    complete(FINISHED, result);
  }

  final void fail(Throwable exception) {
    MemoryReserve.releaseFor(exception); // first: even to name an argument takes memory
    complete(FAILED, Arguments.required(exception, "exception"));
    loop.failed(this, exception);
    if (!failureIsKnown) {
      callbacks = loop.leftovers().neverRetrieved(this, exception, shieldIsGone);
    }
  }

  /** The state change of a cancellation; {@code reason} may be the CancelledError to throw. */
  final boolean becomeCancelled(@Nullable Object reason) {
    if (done()) {
      markRetrieved();
      return false;
    }
    complete(CANCELLED, reason);
    return true;
  }

  private void complete(byte newState, @Nullable Object newValue) {
    if (done()) {
      throw new InvalidStateException("%s is done already, expected a pending one".formatted(this));
    }
    loop.checkThread();
    value = newValue;
    STATE.setRelease(this, newState);
    whenDone();
    scheduleCallbacks();
  }

  /** Called once, when the state has changed and before the callbacks are scheduled. */
  void whenDone() {}

  // --- callbacks --------------------------------------------------------------------------------

  /**
   * Has {@code callback} called by the loop, with this future, once it is done: never at once, even
   * if it is done already. It runs in a copy of the current context.
   *
   * @param callback what to call
   */
  public final void addDoneCallback(Consumer<? super Future<T>> callback) {
    addDoneCallback(callback, Context.copyContext());
  }

  /**
   * As {@link #addDoneCallback(Consumer)}, in a given context.
   *
   * @param callback what to call
   * @param context where to run it
   */
  public final void addDoneCallback(Consumer<? super Future<T>> callback, Context context) {
    Arguments.required(callback, "callback");
    Arguments.required(context, "context");
    addCallback(new DoneHandle<>(this, callback, context));
  }

  /** Lets a waiting task go on once this future is done. */
  final void addWaiter(Task<?> task) {
    addCallback(task);
  }

  final void removeWaiter(Task<?> task) {
    callbacks = Callbacks.without(callbacks, task);
  }

  /** Takes back every registration of this very callback, unless the future is done. */
  final void takeBack(Consumer<?> callback) {
    if (callbacks instanceof Callbacks several) {
      several.takeBack(callback);
    } else if (callbacks instanceof DoneHandle<?> handle && handle.callback() == callback) {
      callbacks = null;
    }
  }

  private void addCallback(Object callback) {
    if (done()) {
      loop.enqueue(callback);
    } else {
      callbacks = Callbacks.with(callbacks, callback);
    }
  }

  /**
   * Removes every registration of a callback.
   *
   * @param callback what was given to {@code addDoneCallback}, or an equal one
   * @return how many registrations were removed
   */
  public final int removeDoneCallback(Consumer<? super Future<T>> callback) {
    Arguments.required(callback, "callback");
    if (callbacks instanceof Callbacks several) {
      return several.removeAll(callback);
    }
    if (callbacks instanceof DoneHandle<?> handle && handle.calls(callback)) {
      callbacks = Callbacks.without(callbacks, handle); // equals may have added others
      return 1;
    }
    return 0;
  }

  private void scheduleCallbacks() {
    Object scheduled = callbacks;
    callbacks = null;
    if (scheduled instanceof Callbacks several) {
      several.schedule(loop);
    } else if (scheduled != null) {
      loop.enqueue(scheduled);
    }
  }

  // --- waiting ----------------------------------------------------------------------------------

  /** Waits in the current task; a done future does not suspend it. */
  final T await() {
    if (!done()) {
      Running.requiredTask("await").suspendFor(this);
      if (!done()) {
        throw new IllegalStateException("%s was not waited for to the end".formatted(this));
      }
    }
    return awaitedResult();
  }

  /** {@return the result, for the current task, which has waited for it} */
  final T awaitedResult() {
    if (state == FAILED) {
      InterruptedCall.beforeFailureOf(loop); // while nothing on the stack knows the exception
      loop.passesOn(this, Arguments.required((Throwable) value, "exception"));
    }
    return result();
  }

  // --- java.util.concurrent.Future: any thread --------------------------------------------------

  private byte stateAcquire() {
    return (byte) STATE.getAcquire(this);
  }

  /**
   * Cancels the future, on its loop's thread.
   *
   * @param mayInterruptIfRunning without meaning: a cancelled task always gets a {@link
   *     CancelledError}
   * @return false if it is done already; true on another thread, if the loop is going to do it,
   *     which it does when it runs
   */
  @Override
  public final boolean cancel(boolean mayInterruptIfRunning) {
    if (isDone()) {
      return false;
    }
    return loop.running().isCurrent() ? cancel() : Bridge.cancelFromOutside(this);
  }

  @Override
  public final boolean isCancelled() {
    return stateAcquire() == CANCELLED;
  }

  @Override
  public final boolean isDone() {
    return stateAcquire() != PENDING;
  }

  /**
   * Waits for the result: inside a task of this loop by suspending it, on another thread by
   * blocking it.
   *
   * @throws IllegalStateException on the loop's own thread outside a task, where waiting could
   *     never end
   */
  @Override
  public final T get() throws InterruptedException, ExecutionException {
    return FutureGet.get(this);
  }

  @Override
  public final T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return FutureGet.get(this, timeout, Arguments.required(unit, "unit"));
  }

  @Override
  public final State state() {
    return switch (stateAcquire()) {
      case FINISHED -> State.SUCCESS;
      case FAILED -> State.FAILED;
      case CANCELLED -> State.CANCELLED;
      default -> State.RUNNING;
    };
  }

  /**
   * {@return a completable future that ends as this one does; cancelling it cancels this one}
   *
   * <p>To be called on the loop's thread; the answer may be used by any.
   */
  public final CompletableFuture<T> toCompletableFuture() {
    return Bridge.toCompletableFuture(this);
  }

  /** Ends {@code target} as this done future has ended. Any thread may call it. */
  @SuppressWarnings({"unchecked", "NullAway"}) // as for result()
  final void copyTo(CompletableFuture<T> target) {
    switch (stateAcquire()) {
      case FINISHED -> target.complete((T) value);
      case FAILED -> {
        target.completeExceptionally((Throwable) value);
        loop.onItsThread(this::markRetrieved);
      }
      case CANCELLED -> target.cancel(false);
      default -> throw new InvalidStateException("Result is not ready: %s".formatted(this));
    }
  }

  // --- description ------------------------------------------------------------------------------

  String kindName() {
    return "Future";
  }

  /** {@return the state in words: pending, finished, cancelled, or the exception's class} */
  final String stateName() {
    return switch (state) {
      case PENDING -> "pending";
      case FINISHED -> "finished";
      case CANCELLED -> "cancelled";
      default -> "failed with " + Arguments.required(value, "exception").getClass().getSimpleName();
    };
  }

  /** {@return a callback, several, or something else} Any thread: see the field. */
  final @Nullable Object callbacks() {
    return callbacks;
  }

  final int callbackCount() {
    return Callbacks.count(callbacks);
  }

  @Override
  public String toString() {
    int count = callbackCount();
    return "%s[%s%s%s]"
        .formatted(
            kindName(),
            stateName(),
            count == 0 ? "" : ", callbacks=" + count,
            loop.createdAt(this));
  }
}
