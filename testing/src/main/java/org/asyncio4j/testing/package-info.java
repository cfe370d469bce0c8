/**
 * Tools to test programs of asyncio4j: {@link org.asyncio4j.testing.VirtualTime} runs hours of
 * sleeping in milliseconds.
 */
@NullMarked
package org.asyncio4j.testing;

import org.jspecify.annotations.NullMarked;
