package org.asyncio4j.conformance;

import java.util.List;

/**
 * A program and what CPython did with it.
 *
 * @param origin the file that it was read from, and the line
 * @param seed what the program was made from
 * @param bodies what tasks run; the first one is the main task's
 * @param expected the recorded trace
 */
record Program(String origin, long seed, List<List<Op>> bodies, List<String> expected) {}
