/**
 * Tests for JUnit that run in an event loop: {@link org.asyncio4j.testing.junit.AsyncTest} on a
 * method, {@link org.asyncio4j.testing.junit.InEventLoop} on any other kind of test or on a class;
 * {@link org.asyncio4j.testing.junit.PlainTest} for one of plain threads; {@link
 * org.asyncio4j.testing.junit.ExploreSchedules} for one that runs under many schedules.
 *
 * <p>The program that uses this package brings JUnit Jupiter 6 along.
 */
@NullMarked
package org.asyncio4j.testing.junit;

import org.jspecify.annotations.NullMarked;
