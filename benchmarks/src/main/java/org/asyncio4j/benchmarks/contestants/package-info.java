/**
 * The programs that are compared: the same workloads, by the same names and in the same order, as
 * each contestant's own users would write them. {@link
 * org.asyncio4j.benchmarks.contestants.Contestant} says what a workload is; asyncio_workloads.py
 * and KotlinContestant.kt, beside the Java files, are the same programs in their languages.
 */
@NullMarked
package org.asyncio4j.benchmarks.contestants;

import org.jspecify.annotations.NullMarked;
