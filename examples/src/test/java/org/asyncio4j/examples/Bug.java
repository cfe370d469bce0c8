package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.InvocationTargetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asyncio4j.Action;
import org.asyncio4j.testing.AsyncTests;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.ScheduleFailure;

/** A program of the gallery: what is broken in it, and its fixed twin. */
final class Bug {
  private static final int SURVIVED = 10_000;
  private static final Pattern DEVIATION = Pattern.compile("\\d+=\\d+");
  private static final Pattern FIXED =
      Pattern.compile("\n\nfixed: survived ([0-9,]+) runs, ([0-9,]+) (schedules, which are all)?");

  private final Program program;
  private final Object instance;
  private final ScheduleFailure failure;

  private Bug(Program program) throws Exception {
    this.program = program;
    this.instance = program.instance();
    this.failure = explore(found());
  }

  /** Finds it, within as many schedules as it says. */
  static Bug find(Program program) throws Exception {
    var bug = new Bug(program);
    assertThat(bug.failure).as("found within %s schedules", bug.found().runs()).isNotNull();
    return bug;
  }

  private ExploreOptions found() throws Exception {
    var field = instance.getClass().getDeclaredField("found");
    field.setAccessible(true);
    return (ExploreOptions) field.get(instance);
  }

  private Action broken() throws Exception {
    var method = instance.getClass().getDeclaredMethod("broken");
    method.setAccessible(true);
    return () -> {
      try {
        method.invoke(instance);
      } catch (InvocationTargetException thrown) {
        throw sneaked(thrown.getCause());
      }
    };
  }

  @SuppressWarnings("unchecked")
  static <X extends Throwable> RuntimeException sneaked(Throwable thrown) throws X {
    throw (X) thrown;
  }

  /** {@return how it fails, or null} */
  private ScheduleFailure explore(ExploreOptions options) throws Exception {
    Action body = broken();
    return catchThrowableOfType(ScheduleFailure.class, () -> AsyncTests.explore(options, body));
  }

  /** Passes in asyncio's own order, so that nobody sees it who does not look for it. */
  Bug isHiddenFromOrdinaryTests() throws Exception {
    assertThat(explore(found().withReplay("fifo"))).isNull();
    return this;
  }

  Bug failsWith(Class<? extends Throwable> cause) {
    assertThat(failure).hasCauseInstanceOf(cause);
    return this;
  }

  Bug failsWith(Class<? extends Throwable> cause, String text) {
    assertThat(failure.getCause()).hasMessageContaining(text);
    return failsWith(cause);
  }

  /** Its schedule takes so many deviations from asyncio's order, none of which can be left out. */
  Bug isShrunkTo(int deviations) {
    String schedule = failure.schedule();
    assertThat(DEVIATION.matcher(schedule).results()).as(schedule).hasSize(deviations);
    assertThat(failure.getMessage())
        .containsAnyOf("no schedule with fewer fails", "no deviation from asyncio's order");
    return this;
  }

  Bug takesACancellation() {
    assertThat(failure.schedule()).contains("cancel");
    return this;
  }

  /** The schedule that is printed gives the same failure, step for step. */
  Bug isReplayed() throws Exception {
    ScheduleFailure again = explore(found().withReplay(failure.schedule()));

    assertThat(again).isNotNull();
    assertThat(again.getCause()).hasSameClassAs(failure.getCause());
    assertThat(again.getCause()).hasMessage(failure.getCause().getMessage());
    assertThat(again.table()).isEqualTo(failure.table()).isNotEmpty();
    return this;
  }

  /** Runs the program as a whole, which shows the failure and explores the fixed one. */
  void hasATwinThatSurvives() throws Exception {
    String out = program.run().out();

    assertThat(out).startsWith("broken: run ").contains(failure.getMessage());
    Matcher fixed = FIXED.matcher(out);
    assertThat(fixed.find()).as(out).isTrue();
    if (fixed.group(3) == null) {
      assertThat(Integer.parseInt(fixed.group(1).replace(",", ""))).isEqualTo(SURVIVED);
    }
  }
}
