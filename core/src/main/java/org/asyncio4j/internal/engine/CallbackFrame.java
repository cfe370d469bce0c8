package org.asyncio4j.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * A virtual thread of the loop that runs one action at a time for the carrier: callbacks, stackless
 * steps, handlers and whatever else may run a user's code.
 *
 * <p>The carrier itself must never wait for a lock. The lock's owner, or the next thread in line
 * for it, may be a parked task, which only the carrier can run. An action that waits for a lock
 * parks this thread instead, and the carrier is free to resume that task.
 *
 * <p>An action may resume other frames. This thread cannot mount them, since it is mounted itself;
 * it suspends with the frame as its request, and the carrier mounts that and then this thread
 * again.
 */
final class CallbackFrame {

  /*
   *   FREE --call--> RUNNING --the action ends--> FREE --end--> (the thread takes a task's body)
   *                  RUNNING --onCarrier-------> SERVED  --proceed---> RUNNING
   *                  RUNNING --the JDK parks---> BLOCKED --unblocked-> RUNNING
   *                  RUNNING --no memory to be put aside in--> GONE (the thread ends)
   */
  private static final Object ENDED = new Frame.Marker("ended");

  private static final int MOST_TRIES = 3;

  private final ScheduledEngine engine;
  private final ScheduledFrame frame;

  // The carrier, or this frame's own thread while it is mounted there.
  private @Nullable Runnable action;
  private @Nullable Throwable thrown; // by the action
  private @Nullable Throwable refused; // by the carrier, when it served a request
  private boolean blocked;
  private boolean gone;

  CallbackFrame(ScheduledEngine engine) {
    this.engine = engine;
    this.frame = engine.frameForCallbacks(this);
  }

  Thread thread() {
    return frame.thread();
  }

  /** {@return whether it can take another action} */
  boolean free() {
    return action == null && !gone;
  }

  // --- the carrier ------------------------------------------------------------------------------

  /** Runs an action to its end; what it throws is thrown. */
  void call(Runnable wanted) {
    action = wanted;
    proceed();
    if (blocked) {
      awaitEnd();
    }
    Throwable failure = thrown;
    if (failure != null) {
      thrown = null;
      throw sneaked(failure);
    }
  }

  private void awaitEnd() {
    ActionHost host = engine.actions();
    host.actionBlocked();
    try {
      while (blocked) {
        host.awaitUnblocked();
      }
    } finally {
      host.actionGoesOn();
    }
  }

  /** The JDK has unparked the thread, or may have. */
  void unblocked() {
    if (blocked) {
      proceed();
    }
  }

  /** Mounts the thread, and serves its requests, until the action has ended or is blocked. */
  private void proceed() {
    Object outcome = mount();
    while (outcome instanceof Runnable request) {
      refused = serve(request);
      outcome = mount();
    }
    if (outcome == Frame.FINISHED && !gone) {
      throw new IllegalStateException("%s has ended in the midst of an action".formatted(thread()));
    }
    blocked = outcome == Frame.BLOCKED;
  }

  private @Nullable Object mount() {
    engine.setMounted(this);
    try {
      return frame.stepOnCarrier();
    } finally {
      engine.setMounted(null);
    }
  }

  private static @Nullable Throwable serve(Runnable request) {
    try {
      if (request instanceof ScheduledFrame other) {
        other.mountOnCarrier();
      } else {
        request.run();
      }
      return null;
    } catch (Throwable failure) {
      return failure;
    }
  }

  /** Lets the thread go. */
  void end() {
    frame.stepOnCarrier();
  }

  // --- this thread ------------------------------------------------------------------------------

  /** The thread's body: one action after another. */
  void runBody() {
    for (Runnable next; (next = action) != null; ) {
      try {
        next.run();
      } catch (Throwable failure) {
        MemoryReserve.releaseFor(failure);
        thrown = failure;
      }
      if (Thread.interrupted()) {
        engine.actions().interruptArrived();
      }
      action = null;
      if (!hasBeenPutAside()) {
        gone = true;
        return;
      }
    }
  }

  /** {@return false if there is no room for that} The next action needs another thread then. */
  private boolean hasBeenPutAside() {
    for (int i = 0; i < MOST_TRIES; i++) {
      try {
        frame.suspend(ENDED);
        return true;
      } catch (VirtualMachineError noRoom) {
        MemoryReserve.releaseFor(noRoom);
      }
    }
    return false;
  }

  /** Has the carrier run a request, or mount it if it is a frame; what that throws is thrown. */
  void onCarrier(Runnable request) {
    frame.suspend(request);
    Throwable failure = refused;
    if (failure != null) {
      refused = null;
      throw sneaked(failure);
    }
  }

  /** Throws {@code thrown} itself, checked or not; "returns" for the compiler's sake. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <X extends Throwable> RuntimeException sneaked(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
