package org.asyncio4j.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A frame on a virtual thread of the default scheduler, which runs while it holds the baton. */
final class HandoffFrame implements Frame {

  /*
   * The baton; whoever has not got it parks.
   *
   *   LOOP --resume--> FRAME --suspend--> OFFERED --the loop sees the body parked--> LOOP
   *                    FRAME --end------> LOOP
   *                                       OFFERED --the body cannot park-----------> FRAME
   *
   * A stack that is too deep, or memory that is too short, keep a thread from being parked. The body
   * has to be told then, and must not run beside the loop.
   */
  private enum Baton {
    LOOP,
    FRAME,
    OFFERED
  }

  private static final VarHandle BATON;

  static {
    try {
      BATON = MethodHandles.lookup().findVarHandle(HandoffFrame.class, "baton", Baton.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private static final int SPINS = 100;

  private final FrameHost host;
  private final Object owner;
  private final Thread thread;

  // Written by the thread that gives the baton away, read by the one that waits for it; an offered
  // one is for who is quicker. All other fields are written before it and read after it.
  private volatile Baton baton = Baton.LOOP;

  private boolean started;
  private @Nullable Thread resumer;
  private @Nullable Object waitsFor;
  private @Nullable Throwable death; // what the thread has ended with, instead of the body

  HandoffFrame(FrameHost host, ClassLoader contextClassLoader, Object owner) {
    this.host = host;
    this.owner = owner;
    this.thread =
        Thread.ofVirtual()
            .name("asyncio4j-task")
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
    thread.setContextClassLoader(contextClassLoader);
  }

  // --- the body's thread ------------------------------------------------------------------------

  private void run() {
    try {
      host.enterFrameThread();
      host.runBody(owner);
      waitsFor = FINISHED;
    } catch (Throwable outside) { // of a body
      death = outside;
    } finally {
      baton = Baton.LOOP;
      wakeTheLoop();
    }
  }

  private void wakeTheLoop() {
    for (boolean woken = false; !woken; ) {
      try {
        LockSupport.unpark(resumer);
        woken = true;
      } catch (VirtualMachineError noRoom) {
        MemoryReserve.releaseFor(noRoom);
      }
    }
  }

  @Override
  public void suspend(@Nullable Object waitsFor) {
    this.waitsFor = waitsFor;
    Thread loop = resumer;
    baton = Baton.OFFERED;
    try {
      LockSupport.unpark(loop);
      awaitBaton();
    } catch (Throwable cannotPark) {
      takeOfferBack();
      throw cannotPark;
    }
    leavePermit();
  }

  private void awaitBaton() {
    boolean interrupted = false;
    while (baton != Baton.FRAME) {
      LockSupport.park(this);
      // An interrupt would make every park return at once; it is kept for the body's next JDK call.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeOfferBack() {
    if (!BATON.compareAndSet(this, Baton.OFFERED, Baton.FRAME)) {
      // It was parked, was woken by a stranger, and could not be parked again: the loop has the
      // turn, and this thread must wait for its own in the only way that is left.
      while (baton != Baton.FRAME) {
        waitInPlace();
      }
    }
  }

  /**
   * Parking has used up the permit that an unpark of the user's may have left, or have given
   * meanwhile. One too many does no harm: a park may return for no reason.
   */
  private static void leavePermit() {
    try {
      LockSupport.unpark(Thread.currentThread());
    } catch (StackOverflowError tooDeep) {
      // Parking, which takes more, has just succeeded here; what matters is to go on.
    }
  }

  // --- the loop's thread ------------------------------------------------------------------------

  @Override
  public @Nullable Object resume() {
    resumer = Thread.currentThread();
    waitsFor = null;
    baton = Baton.FRAME;
    if (started) {
      LockSupport.unpark(thread);
    } else {
      start();
    }
    takeBaton();
    if (death != null) {
      throw CallbackFrame.sneaked(death);
    }
    return waitsFor;
  }

  private void start() {
    try {
      thread.start();
      started = true;
    } catch (Throwable notStarted) {
      baton = Baton.LOOP;
      throw notStarted;
    }
  }

  private void takeBaton() {
    boolean interrupted = false;
    int spins = 0;
    while (true) {
      Baton now = baton;
      if (now == Baton.LOOP || (now == Baton.OFFERED && isTaken())) {
        break;
      }
      if (now == Baton.FRAME) {
        park();
        interrupted |= Thread.interrupted();
      } else if (++spins % SPINS == 0) {
        letOthersRun();
      } else {
        Thread.onSpinWait();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@return whether the offered baton is the loop's now: as soon as the body is parked} */
  private boolean isTaken() {
    return thread.getState() == Thread.State.WAITING
        && BATON.compareAndSet(this, Baton.OFFERED, Baton.LOOP);
  }

  private void park() {
    try {
      LockSupport.park(this);
    } catch (VirtualMachineError noRoom) {
      MemoryReserve.releaseFor(noRoom);
      waitInPlace();
    }
  }

  private static void letOthersRun() {
    try {
      Thread.yield();
    } catch (VirtualMachineError noRoom) { // the turn may be the body's, so it must not get out
      MemoryReserve.releaseFor(noRoom);
      waitInPlace();
    }
  }

  /**
   * Waits a moment where there is no room to put this thread aside. It holds its carrier meanwhile,
   * but leaves the processor to others. An interrupt ends the wait and is kept.
   */
  @SuppressWarnings("WaitNotInLoop") // the caller asks again
  private static void waitInPlace() {
    var monitor = new Object();
    try {
      synchronized (monitor) {
        monitor.wait(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (VirtualMachineError noRoom) {
      Thread.onSpinWait();
    }
  }

  @Override
  public @Nullable Object resumeBlocked() {
    throw new IllegalStateException("a hand-off frame holds the baton while it blocks");
  }

  @Override
  public boolean blocked() {
    return false;
  }

  @Override
  public Thread thread() {
    return thread;
  }
}
