package org.asyncio4j;

import java.util.OptionalDouble;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A time limit for a block of code, which can be moved while the block runs.
 *
 * <p>When the time is up the task is cancelled; at the end of the block that cancellation becomes a
 * {@link TimeoutException}. A cancellation that comes from elsewhere stays one. {@link
 * Asyncio#timeout(double)} and {@link Asyncio#timeoutAt(double)} make it; it is good for one block.
 *
 * <p>The limit takes effect where the block suspends. A call that blocks in the JDK is interrupted
 * on the loop engine. On the hand-off engine ({@link org.asyncio4j.spi.EngineKind#HANDOFF}) it
 * holds the loop until it returns; if the block does not suspend afterwards, it ends without a
 * {@code TimeoutException}.
 *
 * <p>Python: {@code asyncio.Timeout}.
 */
public final class Timeout {

  /*
   *   CREATED --enter--> ACTIVE --exit--> FINISHED
   *                        |
   *                        +--timeIsUp--> EXPIRING --exit--> EXPIRED
   */
  private enum State {
    CREATED,
    ACTIVE,
    EXPIRING,
    EXPIRED,
    FINISHED
  }

  /**
   * A block with a time limit and a result.
   *
   * @param <T> the type of the result
   */
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> {

    /**
     * Runs the block.
     *
     * @param timeout its time limit
     * @return the result
     * @throws Exception whatever the block throws
     */
    T call(Timeout timeout) throws Exception;
  }

  /** A block with a time limit. */
  @FunctionalInterface
  public interface VoidBody {

    /**
     * Runs the block.
     *
     * @param timeout its time limit
     * @throws Exception whatever the block throws
     */
    void run(Timeout timeout) throws Exception;
  }

  private static final long NEVER = Long.MAX_VALUE;

  private long deadline;
  private State state = State.CREATED;
  private @Nullable Task<?> task;
  private int cancelRequestsBefore;
  private @Nullable Handle alarm;

  private Timeout() {}

  /** Makes a limit of {@code nanos} from now; {@link Waiting#NO_LIMIT} means none. */
  Timeout(long nanos) {
    deadline =
        nanos == Waiting.NO_LIMIT
            ? NEVER
            : Arguments.deadline(Running.requiredLoop().nanos(), nanos);
  }

  static Timeout at(long deadline) {
    var timeout = new Timeout();
    timeout.deadline = deadline;
    return timeout;
  }

  /** {@return what a cancellation by the clock becomes} */
  static TimeoutException expiredBy(CancelledError cancelled) {
    var expired = new TimeoutException("the time is up");
    expired.initCause(cancelled);
    return expired;
  }

  /**
   * {@return when the time is up, in seconds of {@link EventLoop#time}; empty if never}
   *
   * <p>Python: {@code Timeout.when}.
   */
  public OptionalDouble when() {
    return deadline == NEVER
        ? OptionalDouble.empty()
        : OptionalDouble.of(Arguments.seconds(deadline));
  }

  /**
   * Moves the end; into the past, the time is up at the next suspension.
   *
   * @param when seconds of {@link EventLoop#time}
   * @throws IllegalStateException unless the block is running and its time is not up
   */
  public void reschedule(double when) {
    moveTo(Arguments.nanos(when, "when"));
  }

  /**
   * Removes the limit.
   *
   * <p>Python: {@code timeout.reschedule(None)}.
   *
   * @throws IllegalStateException unless the block is running and its time is not up
   */
  public void rescheduleToNever() {
    moveTo(NEVER);
  }

  private void moveTo(long newDeadline) {
    require(State.ACTIVE, "be rescheduled");
    deadline = newDeadline;
    stopAlarm();
    if (newDeadline == NEVER) {
      return;
    }
    BaseEventLoop loop = Running.requiredLoop();
    Context context = loop.running().context;
    alarm =
        newDeadline <= loop.nanos()
            ? loop.callSoon(this::timeIsUp, context)
            : loop.callAtNanos(newDeadline, this::timeIsUp, context);
  }

  private void stopAlarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  /** {@return whether the time was up before the block ended} */
  public boolean expired() {
    return state == State.EXPIRING || state == State.EXPIRED;
  }

  /**
   * Runs a block under this limit.
   *
   * @param body the block; what it throws is thrown
   * @throws TimeoutException if the time was up
   * @throws IllegalStateException if this limit was used before, or outside a task
   */
  public void run(VoidBody body) throws TimeoutException {
    Arguments.required(body, "body");
    this.<@Nullable Void>call(
        timeout -> {
          body.run(timeout);
          return null;
        });
  }

  /**
   * Runs a block under this limit.
   *
   * @param body the block; what it throws is thrown
   * @param <T> the type of its result
   * @return its result
   * @throws TimeoutException if the time was up
   * @throws IllegalStateException if this limit was used before, or outside a task
   */
  public <T extends @Nullable Object> T call(Body<T> body) throws TimeoutException {
    Arguments.required(body, "body");
    enter();
    T result;
    try {
      result = body.call(this);
    } catch (Throwable t) {
      Throwable thrown = InterruptedCall.asCancellation(t);
      exit(thrown);
      throw Throwables.sneak(thrown);
    }
    exit(null);
    return result;
  }

  /** The block begins. */
  void enter() {
    require(State.CREATED, "be entered");
    Task<?> current = Running.requiredTask("timeout");
    state = State.ACTIVE;
    task = current;
    // A request that was made before but comes only inside the block is not one that the block's
    // caller has dealt with.
    boolean isAhead = InterruptedCall.isCancellationAhead(current);
    cancelRequestsBefore = current.cancelling() - (isAhead ? 1 : 0);
    moveTo(deadline);
  }

  private void timeIsUp() {
    require(State.ACTIVE, "expire");
    state = State.EXPIRING;
    alarm = null;
    if (task != null) {
      task.cancel();
    }
  }

  /** The block has ended. */
  void exit(@Nullable Throwable thrown) throws TimeoutException {
    stopAlarm();
    if (state == State.ACTIVE) {
      state = State.FINISHED;
    } else {
      require(State.EXPIRING, "be left");
      state = State.EXPIRED;
      if (task != null && task.uncancel() <= cancelRequestsBefore && thrown != null) {
        explain(thrown);
      }
    }
    task = null;
  }

  /** The cancellation was ours alone: says so, in the place of it or beside what came of it. */
  private static void explain(Throwable thrown) throws TimeoutException {
    if (thrown instanceof CancelledError cancelled) {
      throw expiredBy(cancelled);
    }
    note(thrown, "the time was up when this was thrown");
    if (thrown instanceof ThrowableGroup group) {
      for (Throwable member : group.exceptions()) {
        note(member, "the time was up when the group with this was thrown");
      }
    }
  }

  /** Once: an exception that is kept and thrown again and again must not grow. */
  private static void note(Throwable thrown, String text) {
    for (Throwable before : thrown.getSuppressed()) {
      if (before.getClass() == TimeoutException.class && text.equals(before.getMessage())) {
        return;
      }
    }
    thrown.addSuppressed(new TimeoutException(text));
  }

  private void require(State expected, String action) {
    if (state != expected) {
      throw new IllegalStateException(
          "%s cannot %s: expected %s".formatted(this, action, expected));
    }
  }

  @Override
  public String toString() {
    return deadline == NEVER
        ? "Timeout[%s]".formatted(state)
        : "Timeout[%s, when=%s]".formatted(state, Arguments.seconds(deadline));
  }
}
