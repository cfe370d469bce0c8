/**
 * Deterministic simulation of plain Java: code that uses threads and {@code java.util.concurrent}
 * and knows nothing of asyncio4j, in virtual time and under an explored schedule. {@link
 * org.asyncio4j.testing.plain.PlainSimulation} is the front door.
 */
@NullMarked
package org.asyncio4j.testing.plain;

import org.jspecify.annotations.NullMarked;
