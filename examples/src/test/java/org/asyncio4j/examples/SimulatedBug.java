package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import org.asyncio4j.simulation.Simulation;
import org.asyncio4j.simulation.SimulationError;
import org.asyncio4j.simulation.SimulationOptions;
import org.asyncio4j.simulation.SimulationProgram;

/** A program of the gallery that needs a network: what is broken in it, and its fixed twin. */
final class SimulatedBug {
  private static final String RUNS = "asyncio4j.simulation.runs";

  // So many take seconds; the program as it is started by hand has ten times as many.
  private static final String RUNS_IN_A_BUILD = "1000";

  private final Program program;
  private final Object instance;
  private final SimulationError failure;

  private SimulatedBug(Program program) throws Exception {
    this.program = program;
    this.instance = program.instance();
    this.failure =
        Simulation.shortestFailure(found(), (int) field("within"), method("broken")).orElse(null);
  }

  /** Finds it, within as many seeds as it says. */
  static SimulatedBug find(Program program) throws Exception {
    var bug = new SimulatedBug(program);
    assertThat(bug.failure).as("found within %s seeds", (int) bug.field("within")).isNotNull();
    return bug;
  }

  private Object field(String name) throws Exception {
    var field = instance.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(instance);
  }

  private SimulationOptions found() throws Exception {
    return (SimulationOptions) field("found");
  }

  private SimulationProgram method(String name) throws Exception {
    Method method = instance.getClass().getDeclaredMethod(name, Simulation.class);
    method.setAccessible(true);
    return simulation -> {
      try {
        method.invoke(instance, simulation);
      } catch (InvocationTargetException thrown) {
        throw Bug.sneaked(thrown.getCause());
      }
    };
  }

  SimulatedBug failsWith(Class<? extends Throwable> cause, String text) {
    assertThat(failure).hasCauseInstanceOf(cause);
    assertThat(failure.getCause()).hasMessageContaining(text);
    return this;
  }

  /** It takes so many deviations from a quiet world, none of which can be left out. */
  SimulatedBug isShrunkTo(String... deviations) {
    assertThat(failure.report().deviations())
        .extracting(deviation -> deviation.toString().replaceFirst("^at [0-9.]+ s: ", ""))
        .containsExactly(deviations);
    assertThat(failure.getMessage()).containsAnyOf("it takes this one", "it takes all of these");
    return this;
  }

  /** What is printed gives the same failure, event for event; the fixed one survives it. */
  SimulatedBug isReplayed() throws Exception {
    SimulationOptions replay = found().withReplay(failure.replay());
    SimulationProgram broken = method("broken");
    SimulationError again =
        catchThrowableOfType(SimulationError.class, () -> Simulation.run(replay, broken));

    assertThat(again.report()).isEqualTo(failure.report());
    assertThat(again.getCause()).hasSameClassAs(failure.getCause());
    assertThat(again.getCause()).hasMessage(failure.getCause().getMessage());
    Simulation.run(replay, method("fixed"));
    return this;
  }

  /** Runs the program as a whole, which shows the failure and runs the fixed one. */
  void hasATwinThatSurvives() throws Exception {
    String runs = System.getProperty(RUNS, RUNS_IN_A_BUILD);
    String before = System.setProperty(RUNS, runs);
    try {
      assertThat(program.run().out())
          .startsWith("broken: simulation with seed ")
          .contains(failure.getMessage())
          .endsWith(
              String.format(Locale.ROOT, "fixed: survived %,d seeds\n", Integer.parseInt(runs)));
    } finally {
      if (before == null) {
        System.clearProperty(RUNS);
      }
    }
  }
}
