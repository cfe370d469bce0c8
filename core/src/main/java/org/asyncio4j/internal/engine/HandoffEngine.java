package org.asyncio4j.internal.engine;

import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/** The portable engine: loop and tasks are virtual threads that hand a baton to each other. */
final class HandoffEngine implements Engine {
  // More frames than the loop's own code has around a task's step.
  private static final int LOOPS_OWN_DEPTH = 100;

  private final FrameHost host;
  private final ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();

  HandoffEngine(FrameHost host) {
    this.host = host;
  }

  @Override
  public EngineKind kind() {
    return EngineKind.HANDOFF;
  }

  @Override
  public Frame frame(Object owner) {
    return new HandoffFrame(host, contextClassLoader, owner);
  }

  @Override
  public boolean hasCallbackFrame() {
    return false; // the loop's thread is a virtual one, which others may run while it waits
  }

  @Override
  public void call(Runnable action) {
    action.run();
  }

  @Override
  public void onCarrier(Runnable request) {
    request.run();
  }

  @Override
  public @Nullable Thread callbackThread() {
    return null;
  }

  @Override
  public boolean callbackFrameLeft() {
    return false;
  }

  @Override
  public void endCallbacks() {}

  @Override
  public boolean canHost() {
    // A baton between virtual threads costs a fiftieth of one to a platform thread.
    if (!Thread.currentThread().isVirtual()) {
      return false;
    }
    putAside(LOOPS_OWN_DEPTH);
    return true;
  }

  /**
   * Puts this thread aside on a stack as deep as the loop makes it. A stack overflow here harms
   * nothing; once the loop runs, it could not wait for its tasks.
   */
  private static void putAside(int deeper) {
    if (deeper > 0) {
      putAside(deeper - 1);
    } else {
      Thread.yield();
    }
  }

  @Override
  public Thread startHost(Runnable body) {
    return Thread.ofVirtual().name("asyncio4j-loop").start(body);
  }

  @Override
  public int idleFrames() {
    return 0;
  }

  @Override
  public Runnable idleReleaser() {
    return () -> {};
  }
}
