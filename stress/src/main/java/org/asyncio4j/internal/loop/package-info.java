/** Stress tests of core's insides, in its package so that they can reach them. */
@NullMarked
package org.asyncio4j.internal.loop;

import org.jspecify.annotations.NullMarked;
