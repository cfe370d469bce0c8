/** Signals of the operating system. Knows nothing of tasks and loops. */
@NullMarked
package org.asyncio4j.internal.signal;

import org.jspecify.annotations.NullMarked;
