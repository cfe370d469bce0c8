package org.asyncio4j.internal.engine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A frame on a virtual thread of the default scheduler, which runs while it holds the baton. */
final class HandoffFrame implements Frame {

  /*
   * The baton: LOOP --resume--> FRAME --suspend or end--> LOOP. Whoever has not got it parks.
   */
  private enum Baton {
    LOOP,
    FRAME
  }

  private final FrameHost host;
  private final Object owner;
  private final Thread thread;

  // Written by the thread that gives the baton away, read by the one that waits for it; all other
  // fields are written before it and read after it.
  private volatile Baton baton = Baton.LOOP;

  private boolean started;
  private @Nullable Thread resumer;
  private @Nullable Object waitsFor;

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

  private void run() {
    host.enterFrameThread();
    host.runBody(owner);
    waitsFor = FINISHED;
    giveBack();
  }

  @Override
  public @Nullable Object resume() {
    Thread current = Thread.currentThread();
    resumer = current;
    waitsFor = null;
    baton = Baton.FRAME;
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread.start();
    }
    awaitBaton(Baton.LOOP);
    return waitsFor;
  }

  @Override
  public void suspend(@Nullable Object waitsFor) {
    this.waitsFor = waitsFor;
    giveBack();
    awaitBaton(Baton.FRAME);
  }

  private void giveBack() {
    Thread loop = resumer;
    baton = Baton.LOOP;
    LockSupport.unpark(loop);
  }

  private void awaitBaton(Baton mine) {
    boolean interrupted = false;
    while (baton != mine) {
      LockSupport.park(this);
      // An interrupt would make every park return at once; it is kept for the body's next JDK call.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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
