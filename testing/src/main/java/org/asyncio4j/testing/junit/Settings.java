package org.asyncio4j.testing.junit;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.TestOptions;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.AnnotationSupport;

/** What the annotations of a test say. */
final class Settings {
  private static final String TIMEOUT_MODE = "junit.jupiter.execution.timeout.mode";
  private static final double DEFAULT_TIMEOUT = 60;
  private static final Duration NO_LIMIT = Duration.ofDays(36_500);

  private Settings() {}

  /** {@return how to run the test of a context: the method's word goes before its class's} */
  static TestOptions of(ExtensionContext context) {
    var said = new ArrayList<Said>();
    addLoopTest(context, said);
    return options(context, said);
  }

  /** What one annotation says, as far as it does. */
  private record Said(
      Optional<TestClock> clock, Optional<Double> timeout, Optional<TasksLeft> tasksLeft) {
    static Said of(TestClock[] clock, double[] timeout, TasksLeft[] tasksLeft) {
      Double[] seconds = Arrays.stream(timeout).boxed().toArray(Double[]::new);
      return new Said(one(clock, "clock"), one(seconds, "timeout"), one(tasksLeft, "tasksLeft"));
    }

    static Said of(AsyncTest test) {
      return of(test.clock(), test.timeout(), test.tasksLeft());
    }

    static Said of(InEventLoop test) {
      return of(test.clock(), test.timeout(), test.tasksLeft());
    }

    private static <T> Optional<T> one(T[] values, String name) {
      if (values.length > 1) {
        throw new JUnitException(
            "%s of a test: expected at most one, got %s".formatted(name, values.length));
      }
      return Arrays.stream(values).findFirst();
    }
  }

  private static <A extends Annotation> Optional<A> find(ExtensionContext context, Class<A> type) {
    return context.getElement().flatMap(e -> AnnotationSupport.findAnnotation(e, type));
  }

  private static void addLoopTest(ExtensionContext context, List<Said> said) {
    find(context, AsyncTest.class).map(Said::of).ifPresent(said::add);
    find(context, InEventLoop.class).map(Said::of).ifPresent(said::add);
    ofClass(context).map(Said::of).ifPresent(said::add);
  }

  private static Optional<InEventLoop> ofClass(ExtensionContext context) {
    if (context.getTestClass().isEmpty()) { // that of a dynamic test is its factory's
      return context.getParent().flatMap(Settings::ofClass);
    }
    return AnnotationSupport.findAnnotation(
        context.getRequiredTestClass(), InEventLoop.class, context.getEnclosingTestClasses());
  }

  /** {@return of each setting what the first of them says that says anything about it} */
  private static TestOptions options(ExtensionContext context, List<Said> said) {
    TestOptions options = TestOptions.DEFAULT;
    double timeout = DEFAULT_TIMEOUT;
    for (Said each : said.reversed()) {
      options =
          options
              .withClock(each.clock.orElse(options.clock()))
              .withTasksLeft(each.tasksLeft.orElse(options.tasksLeft()));
      timeout = each.timeout.orElse(timeout);
    }
    return options.withTimeout(timeout(context, timeout));
  }

  private static Duration timeout(ExtensionContext context, double seconds) {
    boolean off =
        context.getConfigurationParameter(TIMEOUT_MODE).stream().anyMatch("disabled"::equals);
    return off ? NO_LIMIT : Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** {@return whether the test of a context is of plain threads} */
  static boolean isPlain(ExtensionContext context) {
    return find(context, PlainTest.class).isPresent();
  }

  /** {@return how to explore the test of a context, if it is to be explored} */
  static Optional<ExploreOptions> explored(ExtensionContext context) {
    Optional<ExploreOptions> many =
        find(context, ExploreSchedules.class).map(said -> explored(context, said));
    return many.isEmpty() && isPlain(context) ? Optional.of(once(context)) : many;
  }

  private static ExploreOptions explored(ExtensionContext context, ExploreSchedules said) {
    var settings = new ArrayList<Said>();
    settings.add(Said.of(new TestClock[0], said.timeout(), said.tasksLeft()));
    addLoopTest(context, settings);
    ExploreOptions options =
        ExploreOptions.DEFAULT
            .withTest(options(context, settings).withClock(TestClock.VIRTUAL))
            .withRuns(said.runs())
            .withStrategy(said.strategy())
            .withSeed(said.seed())
            .withDepth(said.depth())
            .withName(name(context));
    return said.cancelEverywhere() ? options.cancelEverywhere() : options;
  }

  private static ExploreOptions once(ExtensionContext context) {
    return ExploreOptions.DEFAULT
        .withTest(options(context, List.of()))
        .withRuns(1)
        .withName(name(context));
  }

  /** {@return the test's class, with those around it, and its method} */
  private static String name(ExtensionContext context) {
    var name = new StringBuilder(context.getRequiredTestMethod().getName());
    for (Class<?> c = context.getRequiredTestClass(); c != null; c = c.getEnclosingClass()) {
      name.insert(0, c.getSimpleName() + ".");
    }
    return name.toString();
  }
}
