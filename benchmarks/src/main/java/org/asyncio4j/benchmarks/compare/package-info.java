/**
 * The command {@code benchmarks/compare}: starts every contestant on every workload, measures them
 * in turn, and prints and writes what came out.
 */
@NullMarked
package org.asyncio4j.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
