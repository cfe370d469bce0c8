package org.asyncio4j.benchmarks.compare;

import org.jspecify.annotations.Nullable;

/**
 * One measurement.
 *
 * @param value in the workload's unit: of wall time, of memory, or answers in a second
 * @param cpu the CPU time of the whole process for an operation, in nanoseconds; null where nobody
 *     measures it
 * @param latency how soon answers came; null where there are none
 */
record Sample(double value, @Nullable Double cpu, @Nullable Latency latency) {
  Sample(double value, @Nullable Double cpu) {
    this(value, cpu, null);
  }
}
