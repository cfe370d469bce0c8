package org.asyncio4j.internal.engine;

import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/**
 * The fast engine: the loop is the scheduler of its tasks' virtual threads.
 *
 * <p>A finished frame's thread is kept and takes the next body. Loop thread only.
 */
final class ScheduledEngine implements Engine {
  static final String THREAD_NAME = "asyncio4j-task";

  private final FrameHost host;
  private final @Nullable PlainThreads plain;
  private final ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();
  private final IdleFrames idle = new IdleFrames();

  ScheduledEngine(FrameHost host, @Nullable PlainThreads plain) {
    this.host = host;
    this.plain = plain;
    if (plain != null) {
      plain.attach(host);
    }
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
    @Nullable ScheduledFrame frame = idle.take();
    if (frame == null) {
      frame = new ScheduledFrame(plain);
    }
    frame.assign(this, owner);
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

  IdleFrames idle() {
    return idle;
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
    return idle.count();
  }

  @Override
  public Runnable idleReleaser() {
    return idle;
  }
}
