package org.asyncio4j.testing.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Has tests of any kind run in an event loop, as {@link AsyncTest} does for one: on a
 * {@code @ParameterizedTest} or {@code @RepeatedTest}, each of whose invocations gets a loop of its
 * own; or on a class, for all its tests and those of its {@code @Nested} classes. What a method
 * says, in this or in another annotation of this package, goes before what its class says; what it
 * does not say, the class does.
 *
 * <p>Python: a subclass of {@code unittest.IsolatedAsyncioTestCase}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(AsyncExtension.class)
public @interface InEventLoop {

  /** {@return which time they run in; if not said, virtual time} */
  TestClock[] clock() default {};

  /**
   * {@return how many seconds of real time each test may take, and each of the methods before and
   * after it; if not said, 60}
   */
  double[] timeout() default {};

  /** {@return what becomes of tasks that still run when a test ends; if not said, they fail it} */
  TasksLeft[] tasksLeft() default {};
}
