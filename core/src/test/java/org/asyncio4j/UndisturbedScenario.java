package org.asyncio4j;

import java.util.Set;

/** A test in the main task of an exploration that changes nothing but the order. */
final class UndisturbedScenario {
  private UndisturbedScenario() {}

  /** Runs it; it has to pass. */
  static void run(Action test) throws Exception {
    EventLoop loop = Asyncio.getRunningLoop();
    Task<?> main = Asyncio.currentTask().orElseThrow();
    LostWakeUps watch =
        LostWakeUps.watch(
            loop,
            all -> {
              if (all.hasFound()) {
                main.cancel(); // that is the cause of the deadlock
              }
            });
    try {
      test.run();
    } catch (CancelledError cancelled) {
      watch.check();
      throw cancelled;
    }
    Set<Task<?>> left = Asyncio.allTasks(loop);
    left.remove(main);
    if (!left.isEmpty()) {
      left.forEach(Task::cancel);
      Scenario.settle();
    }
    watch.checkAtTheEnd();
  }
}
