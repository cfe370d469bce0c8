package org.asyncio4j.testing.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of plain threads: its body is the main thread of a simulation, in virtual time, and so are
 * the {@code @BeforeEach} and {@code @AfterEach} methods around it. By itself it runs in one order:
 * each thread runs until it waits, and then the one goes on that has been ready for longest. With
 * {@link ExploreSchedules} it runs in many.
 *
 * <pre>{@code
 * @PlainTest
 * @ExploreSchedules(runs = 500)
 * void bothAreCounted() throws InterruptedException {
 *   var other = Thread.startVirtualThread(counter::increment);
 *   counter.increment();
 *   other.join();
 *   assertEquals(2, counter.get());
 * }
 * }</pre>
 *
 * <p>It runs on a fresh instance of its class, as {@link ExploreSchedules} says, and fails as it
 * does. What it needs is listed at {@link org.asyncio4j.testing.plain.PlainSimulation}: a flag of
 * the JVM; and the agent, for time, and for threads to be switched where they do not wait.
 *
 * <p>Java only.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@ExtendWith(AsyncExtension.class)
public @interface PlainTest {}
