/**
 * The agent of simulations: has the JDK ask a simulation for the time and for random numbers, and
 * lets simulated threads be switched where they touch what they share.
 *
 * <p>Not for programs: a JVM loads it with {@code -javaagent:<asyncio4j-testing.jar>}.
 */
@NullMarked
package org.asyncio4j.testing.agent;

import org.jspecify.annotations.NullMarked;
