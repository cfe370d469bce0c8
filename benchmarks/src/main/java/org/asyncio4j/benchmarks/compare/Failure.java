package org.asyncio4j.benchmarks.compare;

/**
 * A contestant that could not be measured though it is there.
 *
 * @param contestant its id
 * @param workload what it should have run
 * @param reason what happened, with its last words
 */
record Failure(String contestant, Workload workload, String reason) {}
