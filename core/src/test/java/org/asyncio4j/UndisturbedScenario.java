package org.asyncio4j;

import java.util.Set;

/** A test in the main task of an exploration that changes nothing but the order. */
final class UndisturbedScenario {
  private UndisturbedScenario() {}

  /** Runs it; it has to pass. */
  static void run(Action test) throws Exception {
    EventLoop loop = Asyncio.getRunningLoop();
    LostWakeUps watch = LostWakeUps.watch(loop);
    test.run();
    Set<Task<?>> left = Asyncio.allTasks(loop);
    left.remove(Asyncio.currentTask().orElseThrow());
    if (!left.isEmpty()) {
      left.forEach(Task::cancel);
      Scenario.settle();
    }
    watch.checkThatNobodyIsLeft();
  }
}
