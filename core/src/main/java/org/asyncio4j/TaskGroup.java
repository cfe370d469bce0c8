package org.asyncio4j;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that do not outlive a block of code.
 *
 * <p>The end of the block waits for all of them. If one fails, or the block itself, the others and
 * the block are cancelled, and all failures come out together as an {@link ExceptionGroup}.
 *
 * <p>Python: {@code asyncio.TaskGroup}.
 */
public final class TaskGroup implements TaskCreator {

  /*
   *   CREATED --enter--> ENTERED --leave--> EXITING --all done--> FINISHED
   *
   * aborting is beside it: from the first failure, cancellation or call of cancel, for ever.
   */
  private enum State {
    CREATED,
    ENTERED,
    EXITING,
    FINISHED
  }

  /**
   * A block with a group of tasks and a result.
   *
   * @param <T> the type of the result
   */
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> {

    /**
     * Runs the block.
     *
     * @param group makes the tasks
     * @return the result
     * @throws Exception whatever the block throws
     */
    T call(TaskGroup group) throws Exception;
  }

  /** A block with a group of tasks. */
  @FunctionalInterface
  public interface VoidBody {

    /**
     * Runs the block.
     *
     * @param group makes the tasks
     * @throws Exception whatever the block throws
     */
    void run(TaskGroup group) throws Exception;
  }

  private final Set<Task<?>> tasks = new LinkedHashSet<>();
  private final List<Throwable> errors = new ArrayList<>();
  private final Consumer<Future<?>> onDone = new OnDone();
  private State state = State.CREATED;
  private boolean aborting;
  private boolean cancelOnEnter;
  private boolean parentCancelRequested;
  private @Nullable Task<?> parent;
  private @Nullable Throwable leavesTheLoop;
  private @Nullable Future<@Nullable Void> allDone;

  /** Makes a group; {@link #enter} runs its block. Most programs call {@link #run} instead. */
  public TaskGroup() {}

  /**
   * Runs a block with a new group and waits for all its tasks.
   *
   * @param body the block
   * @throws ExceptionGroup of all failures, the block's own included
   * @throws BaseExceptionGroup if one of the failures is an {@code Error}
   * @throws CancelledError if the calling task is cancelled; all tasks have ended then
   */
  public static void run(VoidBody body) {
    new TaskGroup().enter(body);
  }

  /**
   * As {@link #run}, with a result.
   *
   * @param body the block
   * @param <T> the type of its result
   * @return its result; null if {@link #cancel} ended it early
   */
  public static <T extends @Nullable Object> @Nullable T call(Body<T> body) {
    return new TaskGroup().enterAndCall(body);
  }

  /**
   * Runs the block of this group, which is good for one; otherwise as {@link #run}.
   *
   * @param body the block
   * @throws IllegalStateException if this group was entered before, or outside a task
   */
  public void enter(VoidBody body) {
    Arguments.required(body, "body");
    this.<@Nullable Void>enterAndCall(
        group -> {
          body.run(group);
          return null;
        });
  }

  /**
   * As {@link #enter}, with a result.
   *
   * @param body the block
   * @param <T> the type of its result
   * @return its result; null if {@link #cancel} ended it early
   */
  public <T extends @Nullable Object> @Nullable T enterAndCall(Body<T> body) {
    Arguments.required(body, "body");
    Task<?> entering = begin();
    T result = null;
    Throwable thrown = null;
    try {
      result = body.call(this);
    } catch (Throwable t) {
      thrown = InterruptedCall.asCancellation(t);
    }
    try {
      leave(entering, thrown);
    } finally {
      state = State.FINISHED;
      // What was thrown may hold much, and has been handed over.
      parent = null;
      leavesTheLoop = null;
      errors.clear();
    }
    return result;
  }

  private Task<?> begin() {
    if (state != State.CREATED) {
      throw new IllegalStateException("%s has already been entered".formatted(this));
    }
    Task<?> entering = Running.requiredTask("TaskGroup");
    parent = entering;
    state = State.ENTERED;
    if (cancelOnEnter) {
      cancel();
    }
    return entering;
  }

  // --- the end of the block ---------------------------------------------------------------------

  private void leave(Task<?> entering, @Nullable Throwable thrown) {
    state = State.EXITING;
    if (Throwables.leavesTheLoop(thrown) && leavesTheLoop == null) {
      leavesTheLoop = thrown;
    }
    if (thrown != null && !aborting) {
      abort();
    }
    CancelledError cancelled = thrown instanceof CancelledError error ? error : null;
    CancelledError cancelledMeanwhile = null;
    while (!tasks.isEmpty()) {
      CancelledError interruption = awaitTasks(entering);
      if (interruption != null) {
        cancelledMeanwhile = interruption;
        if (!aborting) {
          cancelled = interruption;
          abort();
        }
      }
    }
    if (leavesTheLoop != null) {
      reportHiddenErrors(entering, leavesTheLoop);
      throw Throwables.sneak(leavesTheLoop);
    }
    if (parentCancelRequested) {
      if (entering.uncancel() == 0) {
        cancelled = null; // nobody but this group has cancelled the parent
      } else if (cancelled == null) {
        cancelled = cancelledMeanwhile; // somebody else has
      }
    }
    if (cancelled != null && errors.isEmpty()) {
      throw cancelled;
    }
    if (thrown instanceof GeneratorExit exit && errors.isEmpty()) {
      throw exit; // the generator around this block is being closed
    }
    if (thrown != null && !(thrown instanceof CancelledError)) {
      errors.add(thrown);
    }
    throwErrors(entering);
  }

  /** Waits once. {@return the cancellation that cut it short, null if there was none} */
  private @Nullable CancelledError awaitTasks(Task<?> entering) {
    Future<@Nullable Void> waiter = new Waiter<>(entering.loop(), this);
    allDone = waiter;
    try {
      waiter.await();
      return null;
    } catch (CancelledError cancelled) {
      return cancelled;
    } finally {
      allDone = null;
    }
  }

  private void throwErrors(Task<?> entering) {
    if (errors.isEmpty()) {
      return;
    }
    // A cancellation from outside loses against the errors, and is delivered at the next await.
    if (entering.cancelling() > 0) {
      entering.uncancel();
      entering.cancel();
    }
    throw Throwables.sneak(
        ThrowableGroup.of("unhandled errors in a TaskGroup", errors).throwable());
  }

  private void reportHiddenErrors(Task<?> entering, Throwable leaving) {
    var reporting = new InAnyCase(); // whatever a handler throws, leaving came first
    for (Throwable error : errors) {
      if (error != leaving) {
        ErrorReport report =
            ErrorReport.of("error of a TaskGroup hidden by " + leaving)
                .withException(error)
                .withTask(entering);
        reporting.run(() -> entering.loop().callExceptionHandler(report));
      }
    }
  }

  private void abort() {
    aborting = true;
    for (Task<?> task : List.copyOf(tasks)) {
      if (!task.done()) {
        task.cancel();
      }
    }
  }

  private void abortParentToo() {
    abort();
    if (parent != null && !parentCancelRequested) {
      parentCancelRequested = true;
      parent.cancel();
    }
  }

  // --- tasks ------------------------------------------------------------------------------------

  /**
   * Makes a task of this group; more may be made while the end of the block waits.
   *
   * @throws IllegalStateException if the group is not entered, finished or shutting down; the
   *     coroutine is closed then
   */
  @Override
  public <T extends @Nullable Object> Task<T> createTask(
      Coroutine<T> coroutine, TaskOptions options) {
    Arguments.required(coroutine, "coroutine");
    Task<?> owner = parent;
    if (owner == null || aborting || (state == State.EXITING && tasks.isEmpty())) {
      coroutine.close();
      throw new IllegalStateException("%s takes no tasks: %s".formatted(this, refusal()));
    }
    Task<T> task = owner.loop().createTask(coroutine, options);
    tasks.add(task);
    // Through the loop even if it is done: its failure must not cancel the parent in here.
    task.addDoneCallback(onDone);
    if (aborting && !task.done()) {
      task.cancel(); // an eager start has cancelled the group
    }
    return task;
  }

  private String refusal() {
    return switch (state) {
      case CREATED -> "it has not been entered";
      case ENTERED -> "it is shutting down";
      case EXITING -> aborting ? "it is shutting down" : "it is finished";
      case FINISHED -> "it is finished";
    };
  }

  private final class OnDone implements Consumer<Future<?>>, Awaiter {
    @Override
    public void accept(Future<?> task) {
      taskDone(task);
    }

    @Override
    public List<Task<?>> awaiters() {
      Task<?> owner = parent;
      return owner == null ? List.of() : List.of(owner);
    }
  }

  /** {@return the tasks that are not done} Its copies on another thread are best effort. */
  Set<Task<?>> tasks() {
    return tasks;
  }

  private void taskDone(Future<?> task) {
    tasks.remove(task);
    if (allDone != null && tasks.isEmpty() && !allDone.done()) {
      allDone.finish(null);
    }
    Throwable error = task.cancelled() ? null : task.exception();
    if (error == null) {
      return;
    }
    errors.add(error);
    if (Throwables.leavesTheLoop(error) && leavesTheLoop == null) {
      leavesTheLoop = error;
    }
    if (!aborting && !parentCancelRequested) {
      abortParentToo();
    }
  }

  /**
   * Ends the group early, without an error: cancels its tasks and its block, and the block's end
   * throws no {@link CancelledError}. Before the block begins it takes effect there; after its end
   * it does nothing.
   */
  public void cancel() {
    switch (state) {
      case CREATED -> cancelOnEnter = true;
      case ENTERED -> cancelRunning();
      case EXITING -> {
        if (!tasks.isEmpty()) {
          cancelRunning();
        }
      }
      case FINISHED -> {}
    }
  }

  private void cancelRunning() {
    if (!aborting) {
      abortParentToo();
    }
  }

  @Override
  public String toString() {
    return "TaskGroup[%s%s, tasks=%s, errors=%s]"
        .formatted(state, aborting ? ", cancelling" : "", tasks.size(), errors.size());
  }
}
