package org.asyncio4j.benchmarks.compare;

import java.nio.file.Path;
import java.util.List;

/**
 * Where things are, and what JVMs are started with.
 *
 * @param home the checkout
 * @param jar all contestants that run on a JVM
 * @param version asyncio4j's
 * @param python the command that starts CPython
 * @param uvloopPython the command that starts the Python that has uvloop
 * @param javaOptions of every contestant that runs on a JVM
 */
record Setup(
    Path home,
    String jar,
    String version,
    String python,
    String uvloopPython,
    List<String> javaOptions) {

  // As many JVMs of one workload are alive together, and their heaps are touched at once.
  private static final int JVMS = 7;
  private static final double THEIR_PART_OF_MEMORY = 0.6;
  private static final long MOST_MEGABYTES = 2_048;

  /**
   * {@return options for a heap of fixed size}: one that still grows is measured with its page
   * faults and resizings, a third of the time of some workloads. And with a young generation of
   * fixed size: G1 makes it smaller while pauses are long, which they are where a hundred thousand
   * tasks are suspended at once, and then copies them again and again.
   */
  static List<String> fixedHeap(long bytesOfMemory) {
    long megabytes = (long) (bytesOfMemory * THEIR_PART_OF_MEMORY / JVMS) >> 20;
    long heap = Math.min(MOST_MEGABYTES, megabytes);
    return List.of(
        "-Xms%sm".formatted(heap),
        "-Xmx%sm".formatted(heap),
        "-Xmn%sm".formatted(heap / 4 * 3),
        "-XX:+AlwaysPreTouch");
  }

  /** {@return options for a heap that starts fast} */
  static List<String> quickHeap() {
    return List.of("-Xms256m", "-Xmx1g");
  }

  /** {@return the command of this JVM} */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
