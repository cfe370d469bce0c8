package org.asyncio4j.examples;

import java.time.Duration;
import java.util.List;

/**
 * What a program that has run left behind.
 *
 * @param out what it printed; lines end in a line feed
 * @param err what it printed as errors
 * @param logged the messages of the library's warnings and errors
 * @param took how much time passed for its loops
 */
record Ran(String out, String err, List<String> logged, Duration took) {}
