package org.asyncio4j.testing.junit;

import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.Optional;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.TestOptions;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What the annotations of a test say. */
final class Settings {
  private static final String TIMEOUT_MODE = "junit.jupiter.execution.timeout.mode";
  private static final Duration NO_LIMIT = Duration.ofDays(36_500);

  private Settings() {}

  /** {@return how to run the test of a context: the method's word goes before its class's} */
  static TestOptions of(ExtensionContext context) {
    Optional<AnnotatedElement> element = context.getElement();
    Optional<AsyncTest> test =
        element.flatMap(e -> AnnotationSupport.findAnnotation(e, AsyncTest.class));
    if (test.isPresent()) {
      AsyncTest said = test.get();
      return options(context, said.clock(), said.timeout(), said.tasksLeft());
    }
    return element
        .flatMap(e -> AnnotationSupport.findAnnotation(e, InEventLoop.class))
        .or(() -> ofClass(context))
        .map(said -> options(context, said.clock(), said.timeout(), said.tasksLeft()))
        .orElse(TestOptions.DEFAULT);
  }

  private static Optional<InEventLoop> ofClass(ExtensionContext context) {
    if (context.getTestClass().isEmpty()) { // that of a dynamic test is its factory's
      return context.getParent().flatMap(Settings::ofClass);
    }
    return AnnotationSupport.findAnnotation(
        context.getRequiredTestClass(), InEventLoop.class, context.getEnclosingTestClasses());
  }

  private static TestOptions options(
      ExtensionContext context, TestClock clock, double timeout, TasksLeft tasksLeft) {
    return TestOptions.DEFAULT
        .withClock(clock)
        .withTimeout(timeout(context, timeout))
        .withTasksLeft(tasksLeft);
  }

  private static Duration timeout(ExtensionContext context, double seconds) {
    boolean off =
        context.getConfigurationParameter(TIMEOUT_MODE).stream().anyMatch("disabled"::equals);
    return off ? NO_LIMIT : Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** {@return how to explore the test of a context, if it is to be explored} */
  static Optional<ExploreOptions> explored(ExtensionContext context) {
    return context
        .getTestMethod()
        .flatMap(method -> AnnotationSupport.findAnnotation(method, ExploreSchedules.class))
        .map(said -> explored(context, said));
  }

  private static ExploreOptions explored(ExtensionContext context, ExploreSchedules said) {
    ExploreOptions options =
        ExploreOptions.DEFAULT
            .withTest(
                TestOptions.DEFAULT
                    .withTimeout(timeout(context, said.timeout()))
                    .withTasksLeft(said.tasksLeft()))
            .withRuns(said.runs())
            .withStrategy(said.strategy())
            .withSeed(said.seed())
            .withDepth(said.depth());
    return said.cancelEverywhere() ? options.cancelEverywhere() : options;
  }
}
