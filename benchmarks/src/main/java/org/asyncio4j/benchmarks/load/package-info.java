/** The load generator of the network's benchmarks: a process that keeps connections busy. */
@NullMarked
package org.asyncio4j.benchmarks.load;

import org.jspecify.annotations.NullMarked;
