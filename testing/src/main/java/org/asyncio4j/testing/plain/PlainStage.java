package org.asyncio4j.testing.plain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.asyncio4j.EventLoop;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.internal.Director;
import org.asyncio4j.testing.internal.Stage;
import org.jspecify.annotations.Nullable;

/** A simulation as the stage of a run that is explored: its body is the thread {@code main}. */
final class PlainStage implements Stage {

  /** Makes those of one exploration. */
  record Maker(PlainOptions options, TasksLeft threadsLeft, Suspects suspects)
      implements Stage.Maker {
    @Override
    public Stage make(Director director) {
      return new PlainStage(options, threadsLeft, director);
    }

    @Override
    public String order() {
      return "FIFO order without preemptions";
    }

    @Override
    public String remark() {
      return suspects.describe(options);
    }
  }

  private final Simulation simulation;
  private final TasksLeft threadsLeft;
  private final Director director;
  private boolean passed;

  private PlainStage(PlainOptions options, TasksLeft threadsLeft, Director director) {
    this.threadsLeft = threadsLeft;
    this.director = director;
    this.simulation = new Simulation(options, director);
  }

  @Override
  public EventLoop loop() {
    return simulation.loop();
  }

  @Override
  public Optional<String> whereabouts() {
    return simulation.whereabouts();
  }

  @Override
  public boolean mayElapse() {
    return true;
  }

  @Override
  public void elapse(Duration time) {
    simulation.clock().elapse(time);
  }

  @Override
  public <T extends @Nullable Object> T run(Callable<T> body) {
    var outcome = new Outcome<T>();
    T result =
        director.within(
            "the test", () -> simulation.onCarrier(() -> simulation.run(outcome, body)));
    passed = true;
    return result;
  }

  @Override
  public List<Throwable> finish() {
    var problems = new ArrayList<Throwable>();
    if (passed && threadsLeft == TasksLeft.FAIL) {
      simulation.errorOfLeft().ifPresent(problems::add);
    }
    try {
      simulation.loop().close();
    } catch (Throwable refused) { // by the limit of steps
      problems.add(refused);
    }
    return problems;
  }
}
