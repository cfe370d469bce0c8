package org.asyncio4j.benchmarks;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;

import java.util.ArrayList;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/** {@link Workload#SWITCH} with tasks whose bodies are stackless. */
final class Stackless {
  private Stackless() {}

  /** Runs it once, in the current task. */
  static void takeTurns() {
    var tasks = new ArrayList<Task<?>>(Workload.TURN_TAKERS);
    for (int i = 0; i < Workload.TURN_TAKERS; i++) {
      tasks.add(createTask(coroutine(new TurnTaker())));
    }
    tasks.forEach(task -> await(task));
  }

  private static final class TurnTaker extends StateMachine<Integer> {
    private int turn;

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      return turn++ < Workload.TURNS ? pause(0) : done(Workload.TURNS);
    }
  }
}
