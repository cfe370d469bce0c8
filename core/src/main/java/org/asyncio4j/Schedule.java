package org.asyncio4j;

import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.asyncio4j.internal.engine.ActionHost;
import org.asyncio4j.internal.engine.Frame;
import org.asyncio4j.internal.engine.MemoryReserve;
import org.asyncio4j.internal.loop.FifoReadyQueue;
import org.asyncio4j.internal.loop.ParkReactor;
import org.asyncio4j.internal.loop.ReadyQueue;
import org.asyncio4j.internal.loop.TimerHeap;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/**
 * What a loop is going to run: ready now, at a time, or handed in by other threads.
 *
 * <p>An entry is a {@link Task}, which makes a step, a {@link Handle}, which fires, an {@link
 * Alarm}, which rings, or an {@link Unblocked}. All of it belongs to the loop's thread, but for
 * {@link #post}.
 */
final class Schedule implements ActionHost {
  private static final long LONGEST_WAIT = TimeUnit.HOURS.toNanos(24);

  /** A task that the JDK has parked may go on. */
  record Unblocked(Task<?> task) {}

  private final DrivenLoop loop;
  private final Clock clock;
  private Reactor reactor;
  private final Mailbox mailbox;
  private final @Nullable SchedulePolicy policy;
  private final ReadyQueue<Object> ready;
  private final TimerHeap<Object> timers = new TimerHeap<>(Schedule::isCancelled);
  private final Pulse pulse = new Pulse();

  // How many entries of this batch are still to be run.
  private int left;

  // Whether the step that is being made may go on with the next entry of the batch.
  private boolean goesOn;

  // While the loop is in debug mode.
  private @Nullable Debug debug;

  // What a wait in the reactor is called with, and the call.
  private long timeout;
  private boolean outside;
  private final Runnable awaitReactor = this::awaitReactor;
  private final Runnable runCallbacks = this::runCallbacks;

  // How many actions of callback frames are blocked in the JDK. What leaves the loop from a task
  // that goes on meanwhile has to wait for them.
  private int blocked;
  private @Nullable Throwable leaving;

  Schedule(DrivenLoop loop, LoopOptions options) {
    this.loop = loop;
    this.clock = options.clock();
    this.reactor = options.reactor().get();
    this.policy = options.schedule().map(Supplier::get).orElse(null);
    this.ready = policy == null ? new FifoReadyQueue<>() : new PolicyQueue(policy);
    this.mailbox = new Mailbox(reactor);
  }

  /** The next wait is in another reactor, which is made from this one. */
  void replaceReactor(UnaryOperator<Reactor> replacement) {
    reactor = Arguments.required(replacement.apply(reactor), "replacement's result");
    mailbox.setReactor(reactor);
  }

  Pulse pulse() {
    return pulse;
  }

  void setDebug(@Nullable Debug debug) {
    this.debug = debug;
  }

  /**
   * Adds an entry behind what other threads have handed in before; while an action is blocked, that
   * stays in the mailbox, where {@link #awaitUnblocked} looks for it.
   */
  void add(Object entry) {
    if (mailbox.posted() && blocked == 0) {
      mailbox.emptyInto(ready);
    }
    try {
      ready.add(entry);
    } catch (OutOfMemoryError full) {
      MemoryReserve.releaseFor(full);
      ready.add(entry);
    }
  }

  void addTimer(long deadline, TimerHandle timer) {
    timers.add(deadline, timer);
  }

  void addAlarm(long deadline, Alarm alarm) {
    alarm.enterHeap();
    timers.add(deadline, alarm);
  }

  private static boolean isCancelled(Object timer) {
    return timer instanceof Alarm alarm ? alarm.done() : ((TimerHandle) timer).cancelled();
  }

  void countCancelledTimer() {
    timers.countCancelled();
  }

  /** Any thread. {@return false if the loop is closed} */
  boolean post(Object entry) {
    return mailbox.post(entry);
  }

  boolean closed() {
    return mailbox.closed();
  }

  /** {@return whether the next round has to wait before it can run anything} */
  boolean mustWait() {
    timers.dropCancelled();
    return ready.size() == 0 && mailbox.isEmpty() && timeToNextTimer() > 0;
  }

  /** {@return how long the next round may wait, in nanoseconds} */
  long timeToNextTimer() {
    if (timers.size() == 0) {
      return Reactor.FOREVER;
    }
    long earliest = timers.earliest();
    long now = clock.nanos();
    if (earliest <= now) {
      return 0;
    }
    long wait = earliest - now;
    boolean overflow = wait < 0;
    return overflow ? LONGEST_WAIT : Math.min(wait, LONGEST_WAIT);
  }

  /** Lets the reactor look around, or wait until something is ready; then queues that. */
  void collect(boolean wait, boolean outsideWork) {
    pulse.rests();
    timeout = wait ? timeToNextTimer() : 0;
    outside = outsideWork;
    if (reactor.takesLocks()) {
      loop.aside(awaitReactor);
    } else if (timeout == 0 && reactor instanceof ParkReactor) {
      reactor.await(0, outsideWork); // never waits: where it is called does not matter
    } else {
      loop.onCarrier(awaitReactor);
    }
    mailbox.emptyInto(ready);
    if (timers.size() > 0) {
      if (policy != null && ready.size() > 0) {
        askForAStall(policy);
      }
      long now = clock.nanos();
      for (Object due; (due = timers.pollDue(now)) != null; ) {
        leaveHeap(due);
        ready.add(due);
      }
    }
  }

  private void awaitReactor() {
    if (timeout > 0) {
      loop.keepInterrupt(); // an interrupt would end every wait at once
    }
    reactor.await(timeout, outside);
  }

  private void askForAStall(SchedulePolicy policy) {
    timers.dropCancelled();
    long wait = timeToNextTimer();
    if (wait > 0 && timers.size() > 0) {
      policy.mayStall(wait);
    }
  }

  private static void leaveHeap(Object timer) {
    if (timer instanceof Alarm alarm) {
      alarm.leaveHeap();
    } else {
      ((TimerHandle) timer).leaveHeap();
    }
  }

  /** Runs what is ready now, and nothing newer: all of it on the current thread. */
  void runBatch() {
    for (beginBatch(); left > 0; ) {
      runNext();
      if (leaving != null) {
        throw Throwables.sneak(takeLeaving());
      }
    }
  }

  /** The same on the carrier, which makes the steps of tasks with a stack; the rest runs aside. */
  void runBatchOnCarrier() {
    for (beginBatch(); left > 0; ) {
      Object entry = ready.peek();
      if (!loop.isStrange() && (needsCarrier(entry) || entry instanceof Alarm)) {
        run(next());
      } else {
        loop.aside(runCallbacks);
      }
    }
  }

  /**
   * In the callback frame: runs entries, and whole rounds of them, up to the next one that is
   * quicker on the carrier.
   */
  private void runCallbacks() {
    do {
      do {
        runNext();
      } while (goesOnHere());
    } while (left == 0 && loop.beginsRoundHere() && goesOnHere());
  }

  private boolean goesOnHere() {
    return left > 0 && blocked == 0 && !needsCarrier(ready.peek());
  }

  /** Begins the next batch: of what is ready now. */
  void beginBatch() {
    left = ready.size();
  }

  /** {@return whether a round that has to wait may do that in the callback frame} */
  boolean mayWaitInFrame() {
    return reactor.takesLocks();
  }

  /** {@return whether running it means to mount a thread, and nothing else} */
  private static boolean needsCarrier(@Nullable Object entry) {
    return entry instanceof Task<?> task
        ? task.hasStack()
        : entry instanceof Unblocked(Task<?> blocked) && blocked.hasStack();
  }

  private void runNext() {
    Object entry = next();
    if (debug == null) {
      run(entry);
    } else {
      runTimed(debug, entry);
    }
  }

  private @Nullable Object next() {
    left--;
    pulse.begins();
    return ready.poll();
  }

  /** The step that is being made has another one around it or inside: it is of one task alone. */
  void goesNoFurther() {
    goesOn = false;
  }

  /**
   * {@return the next entry of the batch, if the step that is being made may go on with it and it
   * is a task that starts on a frame} It is taken.
   */
  @Nullable Task<?> goOn() {
    if (goesOn && left > 0 && ready.peek() instanceof Task<?> task && task.startsOnFrame()) {
      next();
      return task;
    }
    return null;
  }

  private void runTimed(Debug debug, @Nullable Object entry) {
    long began = clock.nanos();
    run(entry);
    debug.stepEnded(entry, clock.nanos() - began);
  }

  private void run(@Nullable Object entry) {
    goesOn = entry instanceof Task;
    if (entry instanceof Task<?> task) {
      task.step();
    } else if (entry instanceof Handle handle) {
      handle.fire();
    } else if (entry instanceof Alarm alarm) {
      alarm.ring();
    } else if (entry instanceof Unblocked(Task<?> unblocked)) {
      unblock(unblocked);
    }
  }

  /** The task's thread was parked by the JDK and may go on. */
  private void unblock(Task<?> task) {
    Frame frame = task.frame;
    if (frame == null || !frame.blocked()) {
      return; // a stale wake-up
    }
    InterruptedCall.goesOn(task, frame.thread());
    Running running = loop.running();
    Task<?> outerTask = running.task; // whose stackless step is blocked meanwhile
    Context outerContext = running.context;
    running.task = task;
    running.context = task.currentContext();
    loop.outsideWorkEnds();
    loop.stepBegins(task);
    try {
      task.advance(frame.resumeBlocked());
    } catch (Throwable thrown) {
      LostBody.end(task, thrown);
    } finally {
      loop.stepEnds(task);
      running.task = outerTask;
      running.context = outerContext;
    }
  }

  // --- while an action is blocked: the carrier --------------------------------------------------

  /** {@return whether an action is blocked, and only what the JDK wakes may run} */
  boolean standsStill() {
    return blocked > 0;
  }

  /** Lets all go on that the JDK had woken before. */
  @Override
  public void actionBlocked() {
    blocked++;
    goesNoFurther();
    var woken = new ArrayList<Task<?>>();
    ready.forEach(
        entry -> {
          if (entry instanceof Unblocked(Task<?> task)) {
            woken.add(task);
          }
        });
    woken.forEach(this::goOn); // their entries are stale then, which does no harm
  }

  @Override
  public void awaitUnblocked() {
    boolean any = false;
    for (Runnable action; (action = mailbox.pollAction()) != null; any = true) {
      action.run(); // the same step as before, so the pulse does not beat
    }
    for (Object entry; (entry = mailbox.poll()) != null; ) {
      if (entry instanceof Unblocked(Task<?> task)) {
        any = true;
        goOn(task);
      } else {
        ready.add(entry);
      }
    }
    if (!any) {
      loop.keepInterrupt();
      mailbox.standStill();
    }
  }

  private void goOn(Task<?> task) {
    pulse.begins();
    try {
      if (task.hasStack() && !loop.isStrange()) {
        unblock(task);
      } else {
        loop.aside(() -> unblock(task));
      }
    } catch (Throwable thrown) { // what leaves the loop
      leaving = leaving == null ? thrown : leaving;
    }
  }

  @Override
  public void actionGoesOn() {
    blocked--;
  }

  /** {@return whether something wanted to leave the loop while an action was blocked} */
  boolean hasLeaving() {
    return leaving != null;
  }

  /** {@return what wanted to leave the loop first} It is forgotten. */
  Throwable takeLeaving() {
    Throwable taken = Arguments.required(leaving, "leaving");
    leaving = null;
    return taken;
  }

  @Override
  public void actionRunnable(Runnable unblocked) {
    mailbox.postAction(unblocked);
  }

  @Override
  public void interruptArrived() {
    loop.interruptArrived();
  }

  // --- closing ----------------------------------------------------------------------------------

  /** Refuses what other threads hand in from now on. */
  void refuse() {
    mailbox.close();
  }

  /** Drops what there is, after {@link #refuse}. */
  void close(InAnyCase closing) {
    timers.clear();
    mailbox.emptyInto(ready);
    for (Object entry; (entry = ready.poll()) != null; ) {
      if (entry instanceof Handle handle) {
        closing.run(handle::drop);
      }
    }
    closing.run(reactor::close);
  }

  @Override
  public String toString() {
    return "ready=%s, timers=%s".formatted(ready.size(), timers.size());
  }
}
