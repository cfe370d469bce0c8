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
  static final String CALLBACKS_NAME = "asyncio4j-callbacks";

  private static final int MOST_AT_ONCE = 32;

  private final FrameHost host;
  private final ActionHost actions;
  private final @Nullable PlainThreads plain;
  private final ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();
  private final IdleFrames idle = new IdleFrames();

  // How many frames are made when none is idle.
  private int making = 1;

  // The one that takes the next action. If an action is blocked, and a task that goes on meanwhile
  // needs one, there is another.
  private @Nullable CallbackFrame free;

  // The one that is mounted; the newest that runs an action. Other threads read the second racily.
  private @Nullable CallbackFrame mounted;
  private @Nullable CallbackFrame calling;

  ScheduledEngine(FrameHost host, ActionHost actions, @Nullable PlainThreads plain) {
    this.host = host;
    this.actions = actions;
    this.plain = plain;
    if (plain != null) {
      plain.attach(host);
    }
  }

  FrameHost host() {
    return host;
  }

  ActionHost actions() {
    return actions;
  }

  @Override
  public EngineKind kind() {
    return EngineKind.LOOP;
  }

  @Override
  public Frame frame(Object owner) {
    return scheduledFrame(owner);
  }

  ScheduledFrame scheduledFrame(Object owner) {
    ScheduledFrame frame = idle.take();
    if (frame == null) {
      frame = newFrame();
    }
    frame.assign(this, owner);
    return frame;
  }

  /** Not on the carrier: the JDK locks when a thread is started. */
  private ScheduledFrame newFrame() {
    if (hasCallbackFrame() && !Thread.currentThread().isVirtual()) {
      call(this::makeIdleFrames);
      ScheduledFrame made = idle.take();
      if (made != null) {
        return made;
      }
    }
    return startedFrame();
  }

  /** {@return a frame for a callback frame, which there must be before others can be made} */
  ScheduledFrame frameForCallbacks(CallbackFrame owner) {
    ScheduledFrame taken = idle.take();
    ScheduledFrame frame = taken == null ? startedFrame() : taken;
    frame.assign(this, owner);
    return frame;
  }

  private void makeIdleFrames() {
    for (int i = 0; i < making && idle.keep(startedFrame()); i++) {}
    making = Math.min(making * 2, MOST_AT_ONCE);
  }

  private ScheduledFrame startedFrame() {
    var frame = new ScheduledFrame(plain);
    frame.start();
    return frame;
  }

  /** Gives a frame's thread the class loader and the name that its owner begins with. */
  @SuppressWarnings(
      "StringEquality") // a name that was set, even to an equal one, is another object
  void prepare(Thread thread, Object owner) {
    if (thread.getContextClassLoader() != contextClassLoader) {
      thread.setContextClassLoader(contextClassLoader);
    }
    String name = owner instanceof CallbackFrame ? CALLBACKS_NAME : THREAD_NAME;
    if (thread.getName() != name) {
      thread.setName(name);
    }
  }

  // --- the callback frame -----------------------------------------------------------------------

  @Override
  public boolean hasCallbackFrame() {
    // In a simulation callbacks resume plain threads, which only a carrier can, and one thread runs
    // at a time whatever the program does.
    return plain == null;
  }

  @Override
  public void call(Runnable action) {
    CallbackFrame frame = free == null ? new CallbackFrame(this) : free;
    CallbackFrame outer = calling;
    free = null;
    calling = frame;
    try {
      frame.call(action);
    } finally {
      calling = outer;
      if (frame.free()) {
        keep(frame);
      }
    }
  }

  private void keep(CallbackFrame frame) {
    if (free == null) {
      free = frame;
    } else {
      frame.end();
    }
  }

  @Override
  public void onCarrier(Runnable request) {
    CallbackFrame frame = mounted;
    if (frame == null) {
      request.run();
    } else {
      frame.onCarrier(request);
    }
  }

  @Override
  public @Nullable Thread callbackThread() {
    CallbackFrame frame = calling;
    return frame == null ? null : frame.thread();
  }

  @Override
  public boolean callbackFrameLeft() {
    return free != null;
  }

  @Override
  public void endCallbacks() {
    CallbackFrame ended = free;
    free = null;
    if (ended != null) {
      ended.end();
    }
  }

  /** {@return the callback frame that is mounted now} */
  @Nullable CallbackFrame mounted() {
    return mounted;
  }

  void setMounted(@Nullable CallbackFrame frame) {
    mounted = frame;
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
