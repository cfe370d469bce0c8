package org.asyncio4j.internal.engine;

import java.util.ArrayDeque;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/**
 * The fast engine: the loop is the scheduler of its tasks' virtual threads.
 *
 * <p>A finished frame's thread is kept and takes the next body. Loop thread only.
 */
final class ScheduledEngine implements Engine {
  // Enough for any burst that a loop sees often; each idle frame holds about a kilobyte.
  private static final int MOST_IDLE = 1_024;

  static final String THREAD_NAME = "asyncio4j-task";

  private final FrameHost host;
  private final ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();
  private final ArrayDeque<ScheduledFrame> idle = new ArrayDeque<>();

  ScheduledEngine(FrameHost host) {
    this.host = host;
  }

  FrameHost host() {
    return host;
  }

  @Override
  public EngineKind kind() {
    return EngineKind.LOOP;
  }

  @Override
  public Frame frame(Object owner) {
    @Nullable ScheduledFrame frame = idle.poll();
    if (frame == null) {
      frame = new ScheduledFrame(this);
    }
    frame.assign(owner);
    return frame;
  }

  /** Gives a frame's thread the class loader and the name that every task begins with. */
  @SuppressWarnings(
      "StringEquality") // a name that was set, even to an equal one, is another object
  void prepare(Thread thread) {
    if (thread.getContextClassLoader() != contextClassLoader) {
      thread.setContextClassLoader(contextClassLoader);
    }
    if (thread.getName() != THREAD_NAME) {
      thread.setName(THREAD_NAME);
    }
  }

  /** {@return whether the frame shall stay, to take another body} */
  boolean keep(ScheduledFrame frame) {
    if (idle.size() >= MOST_IDLE) {
      return false;
    }
    idle.push(frame);
    return true;
  }

  @Override
  public boolean canHost() {
    // A virtual thread's continuation cannot be run by another virtual thread.
    return !Thread.currentThread().isVirtual();
  }

  @Override
  public Thread startHost(Runnable body) {
    return Thread.ofPlatform().name("asyncio4j-loop").start(body);
  }

  @Override
  public int idleFrames() {
    return idle.size();
  }

  @Override
  public void releaseIdle() {
    boolean interrupted = Thread.interrupted(); // mounting a frame would clear it
    for (ScheduledFrame frame; (frame = idle.poll()) != null; ) {
      frame.end();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
