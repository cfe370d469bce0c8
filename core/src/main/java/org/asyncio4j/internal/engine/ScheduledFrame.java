package org.asyncio4j.internal.engine;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A frame on a virtual thread whose scheduler is the frame itself.
 *
 * <p>It suspends by {@code Thread.yield()}: the JDK then holds the thread to be runnable and leaves
 * it to its scheduler, this frame, to run it, which it does at the next {@link #resume}. Compared
 * with parking this saves an unpark, is deaf to strangers' unparks and interrupts, and shows at
 * once that a thread is pinned: the yield returns without having been resumed.
 *
 * <p>Virtual threads that a body starts inherit the frame as their scheduler; they are not ours and
 * are forwarded to the JDK's own. In a simulation {@link PlainThreads} stand between the JDK and
 * the frame, and take them.
 */
final class ScheduledFrame implements Frame, Executor, Runnable {

  /*
   *   IDLE ------resume------> RUNNING    a new body, or the next step
   *   RUNNING ---suspend-----> SUSPENDED --resume--> RUNNING
   *   RUNNING ---body ended--> FINISHED  --assign--> IDLE
   *   RUNNING ---body ended--> LEAVING               enough frames are idle: the thread ends
   *
   * A step that comes back to the loop still RUNNING has blocked in the JDK, or its thread is dead.
   */
  private enum State {
    IDLE,
    RUNNING,
    SUSPENDED,
    FINISHED,
    LEAVING
  }

  private final Thread thread;

  // Set once, by the call of execute that Thread.start makes; read by whoever wakes the thread,
  // which the JDK's own state of the thread orders after that.
  private @Nullable Runnable continuation;

  // Loop thread, or the frame's own thread while it is mounted there. A waking thread's racy read
  // is safe: a step sets RUNNING before the thread can block, and to wake it one must have seen it
  // blocked; any other answer costs one spurious wake-up at most.
  private State state = State.IDLE;

  // Loop thread and the frame's own thread, which is mounted there: never both at once. An idle
  // frame has neither engine nor owner; a waking thread's racy read is safe as above.
  private @Nullable ScheduledEngine engine;
  private @Nullable Object owner;
  private @Nullable Object waitsFor;
  private boolean resumed;

  // Not null if the thread has ended, or cannot be mounted any more: why.
  private @Nullable Throwable death;

  /**
   * @param plain what schedules the thread in a simulation
   */
  ScheduledFrame(@Nullable PlainThreads plain) {
    Executor scheduler = plain == null ? this : plain.schedulerOf(this);
    this.thread = Jdk.newVirtualThread(scheduler, ScheduledEngine.THREAD_NAME, this);
  }

  void assign(ScheduledEngine engine, Object owner) {
    this.engine = engine;
    this.owner = owner;
    state = State.IDLE;
  }

  /** Starts the thread, which the first step mounts. */
  void start() {
    thread.start();
    if (continuation == null) {
      throw new IllegalStateException("Thread.start did not submit " + thread);
    }
  }

  /** Lets the thread of an idle frame end. */
  void end() {
    if (!dead()) {
      mount();
    }
  }

  /** {@return whether it can take no more bodies} */
  boolean dead() {
    return death != null;
  }

  @Override
  public @Nullable Object resume() {
    CallbackFrame mounted = engine == null ? null : engine.mounted();
    if (mounted == null) {
      return stepOnCarrier();
    }
    mounted.onCarrier(this);
    return outcome();
  }

  /** Runs the thread to where it suspends, ends or blocks. Called on the carrier. */
  @Nullable Object stepOnCarrier() {
    mountOnCarrier();
    return outcome();
  }

  /** Runs a body that is new, suspended or blocked; the last may not be able to go on yet. */
  void mountOnCarrier() {
    if (state == State.RUNNING) {
      started().run();
    } else {
      mount();
    }
  }

  private void mount() {
    Runnable step = started();
    state = State.RUNNING;
    resumed = false;
    try {
      step.run();
      // The JDK refuses for a moment while another thread reads this thread's stack.
      while (!resumed && death == null) {
        Thread.onSpinWait();
        step.run();
      }
    } catch (Throwable noRoom) { // for its stack on the carrier's; the JDK will not mount it again
      death = noRoom;
    }
  }

  private Runnable started() {
    Runnable step = continuation;
    if (step == null) {
      throw new IllegalStateException("%s has not been started".formatted(thread));
    }
    return step;
  }

  @Override
  public @Nullable Object resumeBlocked() {
    return resume();
  }

  private @Nullable Object outcome() {
    return switch (state) {
      case SUSPENDED -> {
        Object awaited = waitsFor;
        waitsFor = null;
        yield awaited;
      }
      case FINISHED -> FINISHED;
      case LEAVING -> {
        // Not here: the JDK locks when a thread ends.
        Jdk.defaultScheduler().execute(started());
        yield FINISHED;
      }
      case RUNNING, IDLE -> {
        if (death == null && !thread.isAlive()) {
          death = new IllegalStateException("%s has ended by itself".formatted(thread));
        }
        if (death != null) {
          throw CallbackFrame.sneaked(death);
        }
        yield BLOCKED;
      }
    };
  }

  @Override
  public boolean blocked() {
    return state == State.RUNNING && death == null;
  }

  @Override
  public void suspend(@Nullable Object waitsFor) {
    this.waitsFor = waitsFor;
    state = State.SUSPENDED;
    try {
      Thread.yield();
    } catch (Throwable noRoom) { // for its stack, on the carrier's or in the heap
      goesOnHere();
      throw noRoom;
    }
    if (state == State.SUSPENDED) {
      goesOnHere();
      throw new IllegalStateException(
          "cannot suspend here: the thread is pinned by a native frame or a class initializer");
    }
    resumed = true;
  }

  private void goesOnHere() {
    state = State.RUNNING;
    waitsFor = null;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  /** The virtual thread's own code: one body after another. */
  @Override
  public void run() {
    resumed = true;
    try {
      while (runBodies()) {
        boolean leaves = state == State.LEAVING;
        Thread.yield();
        if (leaves) {
          return;
        }
        resumed = true;
      }
    } catch (Throwable cannotGoOn) { // no memory to be put aside in, say
      death = cannotGoOn;
    }
  }

  /**
   * Runs the owner's body, and those that the host has for it then. A method of its own: an idle
   * frame's stack must not hold the last task and its result.
   *
   * @return false if the frame was idle and shall end
   */
  private boolean runBodies() {
    ScheduledEngine running = engine;
    if (running == null) {
      return false;
    }
    for (Object next = owner; next != null; ) {
      owner = next;
      running.prepare(thread, next);
      if (next instanceof CallbackFrame callbacks) {
        callbacks.runBody();
      } else {
        running.host().runBody(next);
      }
      forgetTheTask();
      next = running.host().nextBody(this, next);
    }
    owner = null;
    engine = null;
    state = running.idle().keep(this) ? State.FINISHED : State.LEAVING;
    return true;
  }

  private void forgetTheTask() {
    Jdk.clearThreadLocals(thread);
    if (thread.isInterrupted()) {
      Thread.interrupted();
    }
  }

  /** The JDK submits a virtual thread of this scheduler. Any thread may call it. */
  @Override
  public void execute(Runnable submitted) {
    if (continuation == null) {
      continuation = submitted;
    } else if (submitted != continuation) {
      Jdk.defaultScheduler().execute(submitted);
    } else if (state == State.RUNNING) {
      ScheduledEngine running = engine;
      Object blocked = owner;
      if (running != null && blocked instanceof CallbackFrame callbacks) {
        running.actions().actionRunnable(callbacks::unblocked);
      } else if (running != null && blocked != null) {
        running.host().frameRunnable(this, blocked);
      }
    }
  }
}
