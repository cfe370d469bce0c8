package org.asyncio4j.benchmarks.compare;

import org.jspecify.annotations.Nullable;

/**
 * One measurement.
 *
 * @param value in the workload's unit: of wall time, or of memory
 * @param cpu the CPU time of the whole process for an operation, in nanoseconds; null where nobody
 *     measures it
 */
record Sample(double value, @Nullable Double cpu) {}
