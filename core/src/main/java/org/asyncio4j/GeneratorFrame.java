package org.asyncio4j;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.asyncio4j.internal.engine.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The body of an asynchronous generator in execution: a frame that lies on top of the frame of
 * whoever pulls, as if the body were called from there.
 *
 * <p>While it lies there it is the pulling task's frame. So what the body waits for the task waits
 * for, and what is thrown into the task is thrown in the body; it costs no more rounds, and no more
 * switches, than a call. It is itself the request for both turns: the puller suspends with it to
 * have the body go on, and the body to have the puller go on.
 */
final class GeneratorFrame extends StepRequest implements Frame {

  /*
   *   OFF --serve (puller suspended)--> ON --serve (body suspended or ended)--> OFF
   */
  private static final long POLL_NANOS = 100_000;

  private final Generator<?> generator;

  // Null before the first turn and after the body's end: a thread takes other bodies then.
  private @Nullable Frame own;

  // ON: the puller's frame, its task and its context. Loop thread and the body's thread, which take
  // turns. Who wakes a body that the JDK has parked reads the task, on any thread: it was written
  // before the body could block.
  private @Nullable Frame below;
  private @Nullable Task<?> task;
  private @Nullable Context context;

  // As it was at the first pull; null if there was nothing to carry.
  private final @Nullable Context carrying;

  GeneratorFrame(Generator<?> generator, @Nullable Context carrying) {
    this.generator = generator;
    this.carrying = carrying;
  }

  // --- turns: loop thread -----------------------------------------------------------------------

  @Override
  @Nullable Object serve(Task<?> pulling) {
    Frame puller = below;
    if (puller != null) {
      return leave(pulling, puller);
    }
    return enter(pulling);
  }

  private @Nullable Object enter(Task<?> pulling) {
    if (own == null) {
      try {
        own = pulling.loop().engine().frame(this);
      } catch (Throwable noThread) {
        pulling.exchange = noThread;
        return Arguments.required(pulling.frame, "frame").resume();
      }
    }
    below = pulling.frame;
    task = pulling;
    context = pulling.loop().running().context;
    pulling.frame = this;
    generator.turnBegins();
    return resume();
  }

  private @Nullable Object leave(Task<?> pulling, Frame puller) {
    below = null;
    task = null;
    context = null;
    pulling.frame = puller;
    generator.turnEnds();
    return puller.resume();
  }

  /**
   * Lets the body go on, outside any task, to clean up at once: nobody will ever pull again.
   *
   * @return whether it has ended
   */
  boolean resumeForTheLastTime() {
    generator.turnBegins();
    Object request = resume();
    while (request == BLOCKED) {
      LockSupport.parkNanos(POLL_NANOS); // the loop is closed: a thread that may go on tells nobody
      request = resumeBlocked();
    }
    generator.turnEnds();
    return own == null;
  }

  // --- the body's thread ------------------------------------------------------------------------

  /** {@return whether the calling code is the body itself, not something it called elsewhere} */
  boolean isCurrentThread() {
    return own != null && own.thread() == Thread.currentThread();
  }

  /** Suspends the body until the next turn. */
  void giveWay() {
    Task<?> pulling = task;
    if (pulling != null) {
      if (pulling.loop().running().context != context) {
        throw new IllegalStateException(
            "emit: %s is inside Context.run, expected the context of the task that pulls"
                .formatted(generator));
      }
      pulling.settleInterrupt();
    }
    suspend(this);
  }

  private void runBody() {
    if (carrying == null) {
      generator.runBody();
    } else {
      carrying.runCarrying(generator::runBody);
    }
    if (task != null) {
      task.settleInterrupt();
    }
  }

  // --- the frame --------------------------------------------------------------------------------

  @Override
  public @Nullable Object resume() {
    try {
      return orEnd(ownFrame().resume());
    } catch (Throwable lost) { // the body's thread has died
      return endedBy(lost);
    }
  }

  @Override
  public @Nullable Object resumeBlocked() {
    try {
      return orEnd(ownFrame().resumeBlocked());
    } catch (Throwable lost) {
      return endedBy(lost);
    }
  }

  private Object endedBy(Throwable lost) {
    generator.bodyThrew(lost);
    own = null;
    return this;
  }

  /** The end of the body is not the end of the task, but one more turn. */
  private @Nullable Object orEnd(@Nullable Object request) {
    if (request != FINISHED) {
      return request;
    }
    own = null;
    return this;
  }

  @Override
  public boolean blocked() {
    return own != null && own.blocked();
  }

  @Override
  public void suspend(@Nullable Object waitsFor) {
    ownFrame().suspend(waitsFor);
  }

  @Override
  public Thread thread() {
    return ownFrame().thread();
  }

  private Frame ownFrame() {
    return Arguments.required(own, "frame of " + generator.where());
  }

  @Override
  public StackTraceElement[] stack() {
    StackTraceElement[] mine = own == null ? new StackTraceElement[0] : own.stack();
    if (below == null) {
      return mine;
    }
    return Stream.concat(Arrays.stream(mine), Arrays.stream(below.stack()))
        .toArray(StackTraceElement[]::new);
  }

  // --- the engine's owners of frames ------------------------------------------------------------

  /** Any thread, see the field. {@return the task whose step a frame is in, null if in none} */
  static @Nullable Task<?> taskOf(Object owner) {
    return owner instanceof Task<?> task ? task : ((GeneratorFrame) owner).task;
  }

  /** Runs the body of whoever owns a frame, on the frame's thread. */
  static void runBodyOf(Object owner) {
    if (owner instanceof Task<?> task) {
      task.runBody();
    } else {
      ((GeneratorFrame) owner).runBody();
    }
  }
}
