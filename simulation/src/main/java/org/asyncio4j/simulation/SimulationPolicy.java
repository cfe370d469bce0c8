package org.asyncio4j.simulation;

import java.util.random.RandomGenerator;
import org.asyncio4j.Context;
import org.asyncio4j.Handle;
import org.asyncio4j.SchedulePolicy;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * The order of what is ready in a simulation: another policy's, of what does not belong to a
 * process that is dead. Loop thread only.
 */
final class SimulationPolicy implements SchedulePolicy {
  private static final int MOST_STEPS_IN_A_MOMENT = 1_000_000;

  private final Simulation simulation;
  private final SchedulePolicy order;
  private long moment;
  private int stepsInMoment;
  private int stepsAfterEnd;
  private int decisions;

  SimulationPolicy(Simulation simulation, SchedulePolicy order) {
    this.simulation = simulation;
    this.order = order;
  }

  /** {@return an order in which everything that is ready is as likely to be the next} */
  static SchedulePolicy random(RandomGenerator random) {
    return ready -> ready.size() == 1 ? 0 : random.nextInt(ready.size());
  }

  @Override
  public int pick(Ready ready) {
    checkProgress();
    int picked = order.pick(ready);
    if (ready.size() > 1 && !isPicked(ready, picked, ++decisions)) {
      picked = 0;
    }
    if (picked >= 0 && picked < ready.size()) {
      simulation.trace().step(picked, ready.size(), ready.entry(picked) instanceof Task);
    }
    return picked;
  }

  private boolean isPicked(Ready ready, int picked, int decision) {
    return picked <= 0
        || picked >= ready.size()
        || simulation
            .deviations()
            .happens(Deviation.Kind.ORDER, decision, () -> overtaking(ready, picked));
  }

  private static String overtaking(Ready ready, int picked) {
    return "%s goes on before %s".formatted(name(ready.entry(picked)), name(ready.entry(0)));
  }

  private static String name(Object entry) {
    return entry instanceof Task<?> task ? task.getName() : "a callback";
  }

  private void checkProgress() {
    if (simulation.over() && ++stepsAfterEnd > MOST_STEPS_IN_A_MOMENT) {
      throw new IllegalStateException(
          "tasks go on and on after the end of the simulation, although they are cancelled");
    }
    long now = simulation.nanos();
    if (now != moment) {
      moment = now;
      simulation.checkLimit();
      stepsInMoment = 0;
    }
    if (++stepsInMoment > MOST_STEPS_IN_A_MOMENT) {
      throw new IllegalStateException(
          "%s steps, and no time has passed: a loop that does not sleep?".formatted(stepsInMoment));
    }
  }

  @Override
  public boolean holdsBack(Object entry) {
    if (simulation.over()) {
      return order.holdsBack(entry);
    }
    NodeProcess process = processOf(entry);
    return (process != null && !process.alive()) || order.holdsBack(entry);
  }

  private static @Nullable NodeProcess processOf(Object entry) {
    Context context =
        switch (entry) {
          case Task<?> task -> task.getContext();
          case Handle handle -> handle.getContext();
          default -> null;
        };
    return context == null ? null : context.get(NodeProcess.CURRENT);
  }
}
