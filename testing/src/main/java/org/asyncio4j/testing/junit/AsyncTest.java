package org.asyncio4j.testing.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test whose body runs as a task of a fresh event loop, in virtual time: it can call whatever
 * suspends. So do the {@code @BeforeEach} and {@code @AfterEach} methods around it, in the same
 * loop and the same context.
 *
 * <pre>{@code
 * @AsyncTest
 * void aDayPasses(VirtualClock clock) {
 *   sleep(Duration.ofDays(1));
 *   assertEquals(Duration.ofDays(1), clock.elapsed());
 * }
 * }</pre>
 *
 * <p>These methods may have parameters of the types {@code EventLoop}, {@code VirtualClock}, {@code
 * Steps} (those of {@code org.asyncio4j.testing}) and {@code Sequencer}; one of each for a test.
 * What the test fails of is listed at {@link org.asyncio4j.testing.AsyncTests}.
 *
 * <p>What it does not say, an {@link InEventLoop} of its class does.
 *
 * <p>They run on another thread than JUnit calls them on, so they do not see its thread-locals.
 *
 * <p>Python: a test method of {@code unittest.IsolatedAsyncioTestCase}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@ExtendWith(AsyncExtension.class)
public @interface AsyncTest {

  /** {@return which time it runs in; if not said, what the class says, or else virtual time} */
  TestClock[] clock() default {};

  /**
   * {@return how many seconds of real time the test may take, and each of the methods before and
   * after it; if not said, what the class says, or else 60}
   */
  double[] timeout() default {};

  /**
   * {@return what becomes of tasks that still run when the test ends; if not said, what the class
   * says, or else that they fail the test}
   */
  TasksLeft[] tasksLeft() default {};
}
