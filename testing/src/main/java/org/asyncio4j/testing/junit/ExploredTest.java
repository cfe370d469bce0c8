package org.asyncio4j.testing.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.internal.Written;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExecutableInvoker;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * A test that is run many times: each run does what JUnit does for one test, on fresh instances.
 */
final class ExploredTest implements Action, Written {
  /** A class, outer ones first, with what is called on its instance. */
  private record Level(Constructor<?> constructor, List<Method> before, List<Method> after) {}

  private final ExecutableInvoker invoker;
  private final Method test;
  private final List<Level> levels = new ArrayList<>();

  // Of the run that is being made, on whichever thread that is: there is one at a time.
  private volatile @Nullable Parameters parameters;

  ExploredTest(ExtensionContext context) {
    this.invoker = context.getExecutableInvoker();
    this.test = context.getRequiredTestMethod();
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      levels.add(level(instance.getClass()));
    }
  }

  private static Level level(Class<?> testClass) {
    return new Level(
        testClass.getDeclaredConstructors()[0], // JUnit has made sure that there is one
        AnnotationSupport.findAnnotatedMethods(
            testClass, BeforeEach.class, HierarchyTraversalMode.TOP_DOWN),
        AnnotationSupport.findAnnotatedMethods(
            testClass, AfterEach.class, HierarchyTraversalMode.BOTTOM_UP));
  }

  /** {@return the parameters of the run that is being made; none between two runs} */
  Optional<Parameters> parameters() {
    return Optional.ofNullable(parameters);
  }

  /** One run, in its loop. */
  void runInLoop() throws Exception {
    parameters = new Parameters(Asyncio.getRunningLoop(), Optional.of(VirtualClock.current()));
    try {
      run();
    } finally {
      parameters = null;
    }
  }

  @Override
  public List<Executable> calls() {
    var calls = new ArrayList<Executable>();
    for (Level level : levels) {
      calls.add(level.constructor());
      calls.addAll(level.before());
      calls.addAll(level.after());
    }
    calls.add(test);
    return calls;
  }

  /** One run, where there is no loop. */
  @Override
  public void run() throws Exception {
    run(instances());
  }

  private List<Object> instances() {
    var instances = new ArrayList<Object>();
    for (Level level : levels) {
      instances.add(
          instances.isEmpty()
              ? invoker.invoke(level.constructor())
              : invoker.invoke(level.constructor(), instances.getLast()));
    }
    return instances;
  }

  private void run(List<Object> instances) throws Exception {
    var failures = new Failures();
    failures.of(
        () -> {
          for (int i = 0; i < levels.size(); i++) {
            invokeAll(levels.get(i).before(), instances.get(i));
          }
          invoker.invoke(test, instances.getLast());
        });
    for (int i = levels.size() - 1; i >= 0; i--) {
      for (Method after : levels.get(i).after()) {
        Object instance = instances.get(i);
        failures.of(() -> invoker.invoke(after, instance));
      }
    }
    failures.throwFirst();
  }

  private void invokeAll(List<Method> methods, Object instance) {
    for (Method method : methods) {
      invoker.invoke(method, instance);
    }
  }

  /** The first failure, which all later ones are suppressed in. */
  private static final class Failures {
    private @Nullable Throwable first;

    void of(Runnable part) {
      try {
        part.run();
      } catch (Throwable thrown) {
        if (first == null) {
          first = thrown;
        } else if (first != thrown) {
          first.addSuppressed(thrown);
        }
      }
    }

    void throwFirst() throws Exception {
      switch (first) {
        case null -> {}
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case Throwable other -> throw new AssertionError(other);
      }
    }
  }
}
