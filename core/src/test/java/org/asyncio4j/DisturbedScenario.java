package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.asyncio4j.LostWakeUps.Found;
import org.jspecify.annotations.Nullable;

/**
 * A test in the main task of an exploration, in which a task of it is cancelled at some moment.
 *
 * <p>What the test expects need not come then: an assertion may fail, a task may wait for something
 * that the cancelled one would have done. So that is let pass; a deadlock ends the test by another
 * cancellation. What must hold nevertheless:
 *
 * <ul>
 *   <li>whenever nothing is ready, nobody waits in vain ({@link LostWakeUps});
 *   <li>no primitive complains that it is released although it is free, or that a waiter of it is
 *       done already;
 *   <li>the loop's exception handler hears of nothing;
 *   <li>what the test says is true at its end in any case ({@link Scenario#run(Action, Action)});
 *   <li>when all that are left are cancelled, they end, and the primitives have no waiters; where a
 *       lock is in the way that the test would have released, it is released for it.
 * </ul>
 */
final class DisturbedScenario implements LoopObserver {
  private static final int ENOUGH = 100;
  private static final Set<String> COMPLAINTS =
      Set.of("is not acquired", "too many times", "is done already");
  private static final ContextVar<DisturbedScenario> CURRENT = new ContextVar<>("scenario");

  private final EventLoop loop = Asyncio.getRunningLoop();
  private final Task<?> main = Asyncio.currentTask().orElseThrow();
  private final LostWakeUps watch = LostWakeUps.watch(loop, _ -> deadlock());
  private final List<Throwable> failures = new ArrayList<>();
  private int deadlocks;
  private boolean isEnding;
  private @Nullable Action check;

  private DisturbedScenario() {
    loop.setExceptionHandler((_, report) -> failures.add(asError(report)));
    loop.addObserver(this);
  }

  /** Runs a test, and throws what must not be. */
  static void run(Action test) {
    var scenario = new DisturbedScenario();
    CURRENT.set(scenario);
    try {
      test.run();
    } catch (Throwable thrown) {
      scenario.judge(thrown);
    }
    scenario.endTheOthers();
    scenario.watch.checkAtTheEnd();
    scenario.check();
    for (Throwable failure : scenario.failures) {
      throw Throwables.sneak(failure);
    }
  }

  private static Throwable asError(ErrorReport report) {
    return report.exception().orElseGet(() -> new Found(report.message()));
  }

  @Override
  public void taskDone(Task<?> task) {
    try {
      Throwable thrown = task.exception();
      if (thrown != null) {
        judge(thrown);
      }
    } catch (CancelledError cancelled) {
      judge(cancelled);
    }
  }

  private void judge(Throwable thrown) {
    boolean isTheTestsAffair =
        switch (thrown) {
          case Found _ -> false;
          case AssertionError _, CancelledError _ -> true;
          default -> thrown instanceof Exception && !isComplaint(thrown);
        };
    if (!isTheTestsAffair) {
      failures.add(thrown);
    }
    for (Throwable suppressed : thrown.getSuppressed()) { // when a try has released what it held
      judge(suppressed);
    }
  }

  private static boolean isComplaint(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return COMPLAINTS.stream().anyMatch(message::contains);
  }

  /** Nothing can go on: the test has ended. */
  private void deadlock() {
    if (check != null && !isEnding) {
      failures.add(new Found("deadlock:\n" + WaitGraph.of(loop).format()));
    }
    if (++deadlocks > ENOUGH) {
      throw new Found("a deadlock that no cancellation ends");
    }
    isEnding = true;
    main.cancel();
    if (deadlocks > 1) {
      releaseLocks();
    }
  }

  /** {@return whether the current task is cancelled to end it, and not to see how it likes that} */
  static boolean ends() {
    DisturbedScenario current = current();
    return current != null && current.isEnding;
  }

  /** {@return that which the current task belongs to, if any} */
  static @Nullable DisturbedScenario current() {
    return Running.current().context.get(CURRENT);
  }

  /** Has something checked at the end; and a deadlock is a failure. */
  void atEnd(Action check) {
    this.check = check;
  }

  private void check() {
    if (check != null) {
      try {
        check.run();
      } catch (Throwable thrown) {
        failures.add(new Found(thrown.toString()));
      }
    }
  }

  private void endTheOthers() {
    isEnding = true;
    for (int i = 0; i < ENOUGH; i++) {
      Set<Task<?>> others = Asyncio.allTasks(loop);
      others.remove(main);
      if (others.isEmpty()) {
        return;
      }
      others.forEach(Task::cancel);
      try {
        Scenario.settle();
      } catch (CancelledError again) {
        continue;
      }
      releaseLocks();
    }
    throw new Found("tasks that cannot be cancelled: " + Asyncio.allTasks(loop));
  }

  /** A cancelled wait for a condition ends only when it has the lock again. */
  private void releaseLocks() {
    for (Object primitive : watch.waitedFor()) {
      if (primitive instanceof Lock lock && lock.locked()) {
        lock.release();
      }
    }
  }
}
