/** Frames: how a coroutine's body is suspended and resumed. Knows nothing of tasks and loops. */
@NullMarked
package org.asyncio4j.internal.engine;

import org.jspecify.annotations.NullMarked;
