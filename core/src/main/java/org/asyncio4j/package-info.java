/**
 * Python's asyncio for Java: one event loop, many tasks, plain blocking-style code.
 *
 * <p>Start with {@link org.asyncio4j.Asyncio}, whose static methods are asyncio's module functions;
 * {@code import static org.asyncio4j.Asyncio.*;} and {@code import org.asyncio4j.*;} are all a
 * program needs.
 */
@NullMarked
package org.asyncio4j;

import org.jspecify.annotations.NullMarked;
