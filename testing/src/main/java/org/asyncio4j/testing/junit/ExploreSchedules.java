package org.asyncio4j.testing.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.asyncio4j.testing.Strategy;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run again and again, each time under another order of what is ready, as {@link
 * org.asyncio4j.testing.AsyncTests#explore} does; for JUnit it is one test.
 *
 * <p>Each run has a fresh loop of virtual time, a fresh instance of the test's class (and of those
 * around a {@code @Nested} one) and fresh parameters, and includes the {@code @BeforeEach} and
 * {@code @AfterEach} methods. What other extensions do before or after each test happens once, and
 * fields that they set, a {@code @TempDir} say, are not set in these instances.
 *
 * <p>Beside {@link PlainTest} each run is a simulation of plain threads instead, as {@link
 * org.asyncio4j.testing.plain.PlainSimulation#explore} makes it.
 *
 * <p>It stands alone: not with {@code @ParameterizedTest} or {@code @RepeatedTest}, and it goes
 * before an {@link AsyncTest} on the same method.
 *
 * <p>A failure names the schedule; {@code -Dasyncio4j.schedule=AccountTest.depositsAddUp:…}, which
 * it prints, replays it, and leaves other tests as they are.
 *
 * <p>Java only.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@ExtendWith(AsyncExtension.class)
public @interface ExploreSchedules {

  /** {@return how many runs there are at most} */
  int runs() default 1_000;

  /** {@return how schedules are chosen} */
  Strategy strategy() default Strategy.MIXED;

  /** {@return from which all random choices are made} */
  long seed() default 0;

  /** {@return how many orders between steps the bugs take that {@link Strategy#PCT} looks for} */
  int depth() default 3;

  /**
   * {@return whether each run cancels a task at one of the points where it suspends, or interrupts
   * a plain thread where it waits}
   */
  boolean cancelEverywhere() default false;

  /**
   * {@return how many seconds of real time a run may take; if not said, what an {@link AsyncTest}
   * or the class's {@link InEventLoop} says, or else 60}
   */
  double[] timeout() default {};

  /**
   * {@return what becomes of tasks, or plain threads, that are left when a run ends; if not said,
   * what an {@link AsyncTest} or the class's {@link InEventLoop} says, or else that they fail it}
   */
  TasksLeft[] tasksLeft() default {};
}
