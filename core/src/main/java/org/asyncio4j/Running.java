package org.asyncio4j;

import org.asyncio4j.internal.engine.ThreadSlot;
import org.jspecify.annotations.Nullable;

/**
 * What is running on a thread: its loop, the loop's current task, the current context.
 *
 * <p>A loop has one of these, shared by the thread it runs on and the threads of all its tasks,
 * which take turns; a thread without a loop has one of its own, for its context. Everything in it
 * belongs to whoever has the turn.
 */
final class Running {
  private static final ThreadSlot<Running> SLOT = new ThreadSlot<>();

  /** The loop, while it runs. */
  @Nullable BaseEventLoop loop;

  /** The task whose step is being run, null in a plain callback. */
  @Nullable Task<?> task;

  /** The context that variables are read from and written to. */
  Context context = new Context();

  /** How many eager starts are under way, each inside the one before; some count for several. */
  int eagerStarts;

  /** The current loop of a thread that runs none, see {@link Asyncio#setEventLoop}. */
  @Nullable EventLoop currentLoop;

  /** {@return what is running on the current thread} */
  static Running current() {
    // Only our own frames run on a carrier that runs a loop, so its loop is theirs.
    Running carrier = SLOT.carrier();
    if (carrier != null && carrier.loop != null) {
      return carrier;
    }
    Running own = SLOT.own();
    if (own == null) {
      own = new Running();
      SLOT.set(own);
    }
    return own;
  }

  /** {@return the current task, or another one where there is none} */
  Task<?> taskOr(Task<?> other) {
    Task<?> current = task;
    return current == null ? other : current;
  }

  /** {@return whether the current thread has this, now} Makes nothing, unlike {@link #current}. */
  boolean isCurrent() {
    Running carrier = SLOT.carrier();
    if (carrier != null && carrier.loop != null) {
      return carrier == this;
    }
    return SLOT.own() == this;
  }

  /** Makes this the current thread's own. */
  void enter() {
    SLOT.set(this);
  }

  /**
   * {@return the loop that runs on the current thread, else the one set for it}
   *
   * @throws IllegalStateException if there is neither
   */
  static EventLoop runningOrCurrentLoop() {
    Running running = current();
    EventLoop loop = running.loop != null ? running.loop : running.currentLoop;
    if (loop == null) {
      throw new IllegalStateException("there is no current event loop on this thread");
    }
    return loop;
  }

  static @Nullable BaseEventLoop loopOrNull() {
    return current().loop;
  }

  /**
   * {@return the loop that runs on the current thread}
   *
   * @throws IllegalStateException if there is none
   */
  static BaseEventLoop requiredLoop() {
    BaseEventLoop loop = loopOrNull();
    if (loop == null) {
      throw new IllegalStateException("no running event loop: call this inside Asyncio.run");
    }
    return loop;
  }

  /**
   * {@return the task whose code is calling}
   *
   * @throws IllegalStateException if there is none
   */
  static Task<?> requiredTask(String what) {
    Running running = current();
    Task<?> task = running.task;
    if (task != null) {
      return task;
    }
    if (running.loop == null) {
      throw new IllegalStateException("no running event loop: call this inside Asyncio.run");
    }
    throw new IllegalStateException(
        "%s needs a task: a plain callback of the loop cannot wait".formatted(what));
  }
}
