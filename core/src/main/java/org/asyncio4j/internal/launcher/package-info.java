/** What {@code ./asyncio4j run} starts. */
@NullMarked
package org.asyncio4j.internal.launcher;

import org.jspecify.annotations.NullMarked;
