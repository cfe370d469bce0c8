package org.asyncio4j.testing.junit;

import java.lang.reflect.Method;
import org.asyncio4j.testing.AsyncTests;
import org.asyncio4j.testing.Exploration;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.plain.PlainSimulation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.JUnitException;

/**
 * What {@link AsyncTest}, {@link InEventLoop}, {@link PlainTest} and {@link ExploreSchedules} stand
 * on; {@code @ExtendWith(AsyncExtension.class)} is {@link InEventLoop} without a word.
 *
 * <p>A {@code @TestFactory} method itself is called outside a loop; each of its dynamic tests runs
 * in one of its own, without the methods before and after each.
 */
public final class AsyncExtension
    implements InvocationInterceptor, ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(AsyncExtension.class);

  /** For JUnit. */
  public AsyncExtension() {}

  private static LoopTest loopTest(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(LoopTest.class, key -> new LoopTest(Settings.of(context)), LoopTest.class);
  }

  private static ExploredTest exploredTest(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(ExploredTest.class, key -> new ExploredTest(context), ExploredTest.class);
  }

  private static boolean isExplored(ExtensionContext context) {
    return Settings.explored(context).isPresent();
  }

  // --- methods ----------------------------------------------------------------------------------

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    runAround(invocation, context);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    runAround(invocation, context);
  }

  private static void runAround(Invocation<@Nullable Void> invocation, ExtensionContext context) {
    if (isExplored(context)) {
      invocation.skip(); // each run calls it itself
    } else {
      loopTest(context).run(invocation);
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    Settings.explored(context)
        .ifPresentOrElse(
            options -> {
              invocation.skip();
              context.publishReportEntry("explored", explore(options, context).toString());
            },
            () -> loopTest(context).run(invocation));
  }

  private static Exploration explore(ExploreOptions options, ExtensionContext context) {
    ExploredTest test = exploredTest(context);
    return Settings.isPlain(context)
        ? PlainSimulation.explore(options, test)
        : AsyncTests.explore(options, test::runInLoop);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    if (isExplored(context)) {
      invocation.skip();
      throw new JUnitException(
          "@%s on %s: expected that it stands alone, not with @ParameterizedTest or"
                  .formatted(
                      Settings.isPlain(context) ? "PlainTest" : "ExploreSchedules",
                      method.getExecutable().getName())
              + " @RepeatedTest; call AsyncTests.explore in such a test");
    }
    loopTest(context).run(invocation);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      DynamicTestInvocationContext test,
      ExtensionContext context) {
    AsyncTests.run(Settings.of(context), LoopTest.callable(invocation));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    LoopTest test = context.getStore(NAMESPACE).remove(LoopTest.class, LoopTest.class);
    if (test != null) {
      test.end();
    }
  }

  // --- parameters -------------------------------------------------------------------------------

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getTestMethod().isPresent()
        && !Settings.isPlain(context)
        && parameter.getDeclaringExecutable() instanceof Method
        && Parameters.isOurs(parameter.getParameter().getType());
  }

  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (isExplored(context)) {
      // Between runs JUnit prepares a call that will be skipped.
      return exploredTest(context).parameters().map(ours -> ours.get(type)).orElse(null);
    }
    return loopTest(context).parameters().get(type);
  }
}
