/** The parts of an event loop: ready queue, timer heap, wake-up queue, the parking reactor. */
@NullMarked
package org.asyncio4j.internal.loop;

import org.jspecify.annotations.NullMarked;
