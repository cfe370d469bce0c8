/** Runs the stress tests, and proves of each guard that without it one of them fails. */
@NullMarked
package org.asyncio4j.stress;

import org.jspecify.annotations.NullMarked;
