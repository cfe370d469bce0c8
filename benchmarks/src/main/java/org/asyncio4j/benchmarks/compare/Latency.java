package org.asyncio4j.benchmarks.compare;

/**
 * How soon answers come.
 *
 * @param half the time that half of them took at most, in nanoseconds
 * @param nearlyAll the time that 99 percent of them took at most, in nanoseconds
 */
record Latency(double half, double nearlyAll) {}
