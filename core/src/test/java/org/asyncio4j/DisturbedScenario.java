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
 *   <li>no primitive complains that it is used wrongly: releasing what it believes to be free, or
 *       finding itself in a state that must not be;
 *   <li>the loop's exception handler hears of nothing but how tasks have ended;
 *   <li>what the test says is true at its end in any case ({@link Scenario#run(Action, Action)});
 *   <li>when all that are left are cancelled, they end, and the primitives have no waiters;
 *       where a lock is in the way that the test would have released, it is released for it.
 * </ul>
 */
final class DisturbedScenario {
  private static final int ENOUGH = 100;
  private static final ContextVar<DisturbedScenario> CURRENT = new ContextVar<>("scenario");

  private final EventLoop loop = Asyncio.getRunningLoop();
  private final Task<?> main = Asyncio.currentTask().orElseThrow();
  private final LostWakeUps watch = LostWakeUps.watch(loop, this::deadlock);
  private final List<Throwable> failures = new ArrayList<>();
  private int deadlocks;
  private boolean isEnding;
  private @Nullable Action check;

  private DisturbedScenario() {
    loop.setExceptionHandler((_, report) -> judge(report));
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
    scenario.watch.checkThatNobodyIsLeft();
    scenario.check();
    for (Throwable failure : scenario.failures) {
      throw Throwables.sneak(failure);
    }
  }

  private void judge(ErrorReport report) {
    Throwable thrown = report.exception().orElse(null);
    if (thrown == null) {
      failures.add(new Found(report.message()));
    } else {
      judge(thrown);
    }
  }

  private void judge(Throwable thrown) {
    boolean isTheTestsAffair =
        switch (thrown) {
          case Found _ -> false;
          case InvalidStateException _ -> true; // of a task that is not done
          case IllegalStateException _, IllegalArgumentException _ -> false; // of a primitive
          case AssertionError _, CancelledError _ -> true;
          default -> thrown instanceof Exception;
        };
    if (!isTheTestsAffair) {
      failures.add(thrown);
    }
  }

  /** Nothing can go on: the test has ended. */
  private void deadlock() {
    if (check != null && !isEnding) {
      throw new Found("deadlock:\n" + WaitGraph.of(loop).format());
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
