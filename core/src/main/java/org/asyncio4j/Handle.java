package org.asyncio4j;

import org.asyncio4j.internal.engine.MemoryReserve;
import org.jspecify.annotations.Nullable;

/**
 * A callback that an event loop is going to run once.
 *
 * <p>It belongs to the loop's thread, except where {@link EventLoop#callSoonThreadsafe(Runnable)}
 * made it.
 *
 * <p>Python: {@code asyncio.Handle}.
 */
public sealed class Handle permits TimerHandle, ThreadsafeHandle, DoneHandle {
  private final BaseEventLoop loop;
  private final Context context;
  private @Nullable Runnable callback;
  private boolean cancelled;

  Handle(BaseEventLoop loop, @Nullable Runnable callback, Context context) {
    this.loop = loop;
    this.callback = callback;
    this.context = Arguments.required(context, "context");
    loop.made(this);
  }

  /** Prevents the callback from running, if it has not run, and lets go of it. */
  public void cancel() {
    cancelled = true;
    callback = null;
  }

  /** {@return whether {@link #cancel} was called} */
  public boolean cancelled() {
    return cancelled;
  }

  /** {@return the context that the callback runs in} */
  public Context getContext() {
    return context;
  }

  /** {@return what it calls if that keeps no order with other callbacks, else this} */
  final Object subject() {
    return callback instanceof SchedulePolicy.Free free ? free : this;
  }

  final BaseEventLoop loop() {
    return loop;
  }

  /** Runs the callback in its context, unless cancelled; a failure is reported to the loop. */
  void fire() {
    Running running = loop.running();
    Context outer = running.context;
    running.context = context;
    try {
      if (context.carries()) {
        context.runCarrying(this::invoke);
      } else {
        invoke();
      }
    } catch (Throwable thrown) {
      MemoryReserve.releaseFor(thrown);
      if (Throwables.leavesTheLoop(thrown)) {
        throw thrown;
      }
      loop.callExceptionHandler(
          ErrorReport.of("Exception in callback " + describeCallback())
              .withException(thrown)
              .withHandle(this));
      if (thrown instanceof OutOfMemoryError) {
        MemoryReserve.fill(); // the handler may have let memory go
      }
    } finally {
      running.context = outer;
    }
  }

  /** The loop closes and will not run the callback. */
  void drop() {}

  void invoke() {
    Runnable runnable = callback;
    if (runnable != null && !cancelled) {
      runnable.run();
    }
  }

  String describeCallback() {
    return callback == null ? "(cancelled)" : callback.getClass().getName();
  }

  @Override
  public String toString() {
    return "%s[%s%s]"
        .formatted(
            getClass().getSimpleName(),
            cancelled ? "cancelled" : describeCallback(),
            loop.createdAt(this));
  }
}
