package org.asyncio4j;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.Exploring.Mode;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test of an {@link Explored} class in asyncio's order, as without this, and then on
 * fresh instances
 *
 * <ul>
 *   <li>under a thousand other schedules, or all there are if they are fewer: it must pass under
 *       each, and nobody may ever wait in vain ({@link LostWakeUps});
 *   <li>with a cancellation of some task at each moment when that can happen, the test's own task
 *       included: the test cannot pass then, but nobody may wait in vain, and it must be possible
 *       to clear up ({@link DisturbedScenario}).
 * </ul>
 *
 * <p>A test of random programs ({@link Seeds}) has the schedules spread over its programs. One that
 * runs no {@link Scenario} has nothing to explore. On the hand-off engine, which switches ten times
 * slower, less is tried.
 *
 * <p>What fails says under which schedule; {@code -Dtest=LockTest#method
 * -Dasyncio4j.schedule=fifo:7=2} runs the test under that one alone.
 */
final class ExploredExtension implements InvocationInterceptor {

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    explore(invocation, called, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    explore(invocation, called, context);
  }

  private static void explore(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    Exploring plain = Exploring.plainly();
    plain.during(() -> proceed(invocation));
    Method method = called.getExecutable();
    if (plain.scenarios() == 0 || method.isAnnotationPresent(FifoOnly.class)) {
      return;
    }
    Action onFreshInstance =
        () -> invoke(method, called.getTargetClass(), called.getArguments().toArray());
    Totals totals = Totals.of(context);
    totals.tests.incrementAndGet();
    for (Mode mode : modes()) {
      Exploring exploring = Exploring.of(mode);
      exploring.during(
          plain.hasPrograms() ? onFreshInstance : () -> exploring.explore(onFreshInstance));
      totals.add(exploring);
    }
  }

  /** {@return what is tried} A schedule that is given is one of one of them. */
  private static List<Mode> modes() {
    String given = System.getProperty("asyncio4j.schedule");
    return given == null
        ? List.of(Mode.SCHEDULES, Mode.CANCELLATIONS)
        : List.of(given.contains("cancel") ? Mode.CANCELLATIONS : Mode.SCHEDULES);
  }

  private static void proceed(Invocation<Void> invocation) {
    try {
      invocation.proceed();
    } catch (Throwable thrown) {
      throw Throwables.sneak(thrown);
    }
  }

  /** {@return a test without arguments, on an instance of its own} */
  static Action onFreshInstance(Class<?> type, String name) throws NoSuchMethodException {
    Method method = type.getDeclaredMethod(name);
    return () -> invoke(method, type);
  }

  private static void invoke(Method method, Class<?> type, Object... arguments) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      method.setAccessible(true);
      method.invoke(constructor.newInstance(), arguments);
    } catch (InvocationTargetException thrown) {
      throw Throwables.sneak(thrown.getCause());
    } catch (ReflectiveOperationException thrown) {
      throw new LinkageError("cannot call " + method, thrown);
    }
  }

  /** Says at the end how much was explored. */
  private static final class Totals implements AutoCloseable {
    private final long began = System.nanoTime();
    private final AtomicInteger tests = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger schedules = new AtomicInteger();
    private final AtomicInteger cancellations = new AtomicInteger();

    static Totals of(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(ExploredExtension.class))
          .computeIfAbsent(Totals.class);
    }

    void add(Exploring exploring) {
      runs.addAndGet(exploring.runs());
      schedules.addAndGet(exploring.numberOfSchedules());
      cancellations.addAndGet(exploring.numberOfCancellations());
    }

    @Override
    public void close() {
      System.out.printf(
          Locale.ROOT,
          "explored %,d tests of the primitives: %,d runs, %,d schedules, %,d cancellations%n",
          tests.get(),
          runs.get(),
          schedules.get(),
          cancellations.get());
    }
  }
}
