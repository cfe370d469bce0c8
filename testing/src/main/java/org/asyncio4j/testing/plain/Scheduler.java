package org.asyncio4j.testing.plain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Context;
import org.asyncio4j.EventLoop;
import org.asyncio4j.SchedulePolicy;
import org.asyncio4j.internal.engine.FrameHost;
import org.asyncio4j.internal.engine.PlainThreads;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of a simulation's virtual threads: a ready thread is a callback of the loop, a
 * timed wait is a timer of the loop.
 *
 * <p>It is a {@code ForkJoinPool} for the JDK's sake, which asks no other scheduler for timers; it
 * has no workers. Threads that simulated threads start inherit it.
 *
 * <p>Belongs to the carrier, the platform thread that the loop runs on, but for {@link #execute}.
 */
final class Scheduler extends ForkJoinPool implements PlainThreads {
  private static final Context CONTEXT = new Context();
  private static final Set<Thread.State> BLOCKED =
      EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final Simulation simulation;
  private final IdentityHashMap<Runnable, SimThread> known = new IdentityHashMap<>();
  private final List<SimThread> live = new ArrayList<>();
  private final List<FrameScheduler> frames = new ArrayList<>();
  private final Unblocker unblocker = new Unblocker();
  private final List<SimThread> queued = new ArrayList<>();
  private final Choices choices = new Choices();
  private int started;
  private @Nullable FrameHost host;

  // Racy reads by other threads, safe: a name and a thread never change, and a stale one only says
  // where the run was a moment ago.
  private @Nullable SimThread mounted;

  // Any thread puts in; the carrier takes out, where a run of the same seed does too.
  private final ConcurrentLinkedQueue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

  // Any thread puts in; the carrier takes out.
  private final ConcurrentLinkedQueue<Wakeup> wakeups = new ConcurrentLinkedQueue<>();

  // Written once, before any thread is started; read by any thread.
  private volatile @Nullable Thread carrier;

  /** Another thread than the carrier has made a virtual thread runnable. */
  private record Arrival(Runnable continuation, @Nullable FrameScheduler frame, Thread from) {}

  /** Another thread than the simulation's has woken one of those, whether or not that waits. */
  private record Wakeup(Thread woken, Thread from) {}

  Scheduler(Simulation simulation) {
    super(1);
    this.simulation = simulation;
  }

  Simulation simulation() {
    return simulation;
  }

  /** {@return the scheduler of a simulation's thread, null for any other thread} */
  static @Nullable Scheduler of(Thread thread) {
    return switch (JavaLang.schedulerOf(thread)) {
      case Scheduler scheduler -> scheduler;
      case FrameScheduler frame -> frame.scheduler();
      case null, default -> null;
    };
  }

  @Override
  public void attach(FrameHost host) {
    this.host = host;
  }

  /** The loop is about to run on the current thread. */
  void enterCarrier() {
    carrier = Thread.currentThread();
    PlainThreads.carrierRuns(this);
  }

  void leaveCarrier() {
    PlainThreads.carrierRuns(null);
  }

  @Override
  public Executor schedulerOf(Executor frame) {
    var scheduler = new FrameScheduler(this, frame);
    frames.add(scheduler);
    return scheduler;
  }

  @Override
  public Thread newThread(String name, Runnable body) {
    return JavaLang.newVirtualThread(this, name, body);
  }

  /** Starts a thread of the simulation, from the carrier. */
  SimThread start(String name, Runnable body) {
    newThread(name, body).start();
    return live.getLast();
  }

  // --- ready ------------------------------------------------------------------------------------

  /** The JDK submits a virtual thread. Any thread may call it. */
  @Override
  public void execute(Runnable continuation) {
    if (onCarrier()) {
      ready(continuation);
    } else {
      arrive(continuation, null);
    }
  }

  boolean onCarrier() {
    return JavaLang.currentCarrier() == carrier;
  }

  void arrive(Runnable continuation, @Nullable FrameScheduler frame) {
    arrivals.add(new Arrival(continuation, frame, Thread.currentThread()));
    simulation.reactor().wakeup();
  }

  private void ready(Runnable continuation) {
    SimThread thread = known.get(continuation);
    if (thread == null) {
      thread = new SimThread(this, ++started, JavaLang.threadOf(continuation), continuation);
      known.put(continuation, thread);
      live.add(thread);
      simulation.started(thread);
      PlatformThreads.watch(thread.thread(), simulation);
    }
    enqueue(thread);
  }

  private void enqueue(SimThread thread) {
    if (!thread.enterQueue()) {
      return;
    }
    queued.add(thread);
    inside(() -> simulation.loop().callSoon(thread, CONTEXT));
  }

  /** On the carrier: runs something that is a part of the loop. */
  void inside(Runnable action) {
    if (mounted == null) {
      action.run();
    } else {
      host().inside(action);
    }
  }

  private FrameHost host() {
    FrameHost attached = host;
    if (attached == null) {
      throw new IllegalStateException("the simulation has no loop");
    }
    return attached;
  }

  // --- steps ------------------------------------------------------------------------------------

  void step(SimThread thread) {
    queued.remove(thread);
    simulation.stepBegins();
    mounted = thread;
    try {
      host().outside(thread::mount);
    } catch (Throwable failure) {
      simulation.fail(failure); // of the JDK or of ours: a program's own end in its thread
    } finally {
      mounted = null;
    }
    reportWakeups(); // before a thread is forgotten that was woken and has ended
    if (thread.terminated()) {
      live.remove(thread);
      known.remove(thread.continuation());
      simulation.ended(thread);
    }
    settle();
    simulation.stepEnded(thread);
  }

  /** {@return the thread whose step is being run, null between steps and in those of tasks} */
  @Nullable SimThread mounted() {
    return mounted;
  }

  /** {@return whether something else than the mounted thread may be ready} */
  boolean hasOthers() {
    return !queued.isEmpty() || !frames.isEmpty();
  }

  /** {@return the mounted thread, and then the others that are ready} */
  SchedulePolicy.Ready choices() {
    return choices;
  }

  /** As it is at each moment. */
  private final class Choices implements SchedulePolicy.Ready {
    @Override
    public int size() {
      return 1 + queued.size();
    }

    @Override
    public Object entry(int index) {
      return index == 0 ? Objects.requireNonNull(mounted) : queued.get(index - 1);
    }
  }

  /** {@return the threads that have not ended, in the order of starting} */
  List<SimThread> live() {
    return live;
  }

  /**
   * Adds the threads of tasks that are blocked in the JDK.
   *
   * @return whether there are any
   */
  boolean putBlockedTasks(Map<Thread, String> names) {
    int before = names.size();
    for (FrameScheduler each : frames) {
      Thread thread = each.thread();
      // The thread of a task that awaits has yielded to the loop: it is runnable.
      if (thread != null && BLOCKED.contains(thread.getState())) {
        names.put(thread, "the thread of a task");
      }
    }
    return names.size() > before;
  }

  /** Takes in the threads that the JDK is making runnable on another thread, once it is done. */
  void settle() {
    reportWakeups();
    unblocker.settle(live, frames);
    if (arrivals.isEmpty()) {
      return;
    }
    var arrived = new ArrayList<Arrival>();
    for (Arrival each; (each = arrivals.poll()) != null; ) {
      arrived.add(each);
    }
    // The order among them is that of another thread's work: replaced by one that is always equal.
    arrived.sort(Comparator.comparingInt(this::number));
    arrived.forEach(this::admit);
  }

  private int number(Arrival arrival) {
    SimThread thread = known.get(arrival.continuation);
    if (thread != null) {
      return thread.number();
    }
    int frame = arrival.frame == null ? -1 : frames.indexOf(arrival.frame);
    return frame < 0 ? Integer.MAX_VALUE : -1 - frame;
  }

  private void admit(Arrival arrival) {
    SimThread thread = known.get(arrival.continuation);
    boolean expected =
        unblocker.is(arrival.from) || (thread != null && (thread.queued() || thread.terminated()));
    if (!expected) {
      simulation.wokenFromOutside(
          thread == null ? JavaLang.threadOf(arrival.continuation) : thread, arrival.from);
    }
    if (arrival.frame != null) {
      arrival.frame.hand(arrival.continuation);
    } else {
      ready(arrival.continuation);
    }
  }

  /** Any thread may call it. */
  void wokenFromOutside(Thread woken, Thread from) {
    if (!unblocker.is(from)) {
      wakeups.add(new Wakeup(woken, from));
      simulation.reactor().wakeup();
    }
  }

  private void reportWakeups() {
    for (Wakeup each; (each = wakeups.poll()) != null; ) {
      Object name = nameOf(each.woken);
      if (name != null) {
        simulation.wokenFromOutside(name, each.from);
      }
    }
  }

  /** {@return what to call a thread, null if it has ended} */
  private @Nullable Object nameOf(Thread thread) {
    for (SimThread each : live) {
      if (each.thread() == thread) {
        return each;
      }
    }
    for (FrameScheduler each : frames) {
      if (each.thread() == thread) {
        return "a task";
      }
    }
    return null;
  }

  // --- time -------------------------------------------------------------------------------------

  /** A virtual thread begins a timed wait. Called on the carrier, after it has left that. */
  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    SimThread waiting = mounted;
    var duration = Duration.ofNanos(unit.toNanos(delay));
    var timer = new Timer();
    EventLoop loop = simulation.loop();
    Runnable expired =
        () -> {
          simulation.timeExpired(waiting);
          command.run();
        };
    inside(() -> timer.set(loop.callLater(duration, expired, CONTEXT)));
    return timer;
  }
}
