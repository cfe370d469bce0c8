package org.asyncio4j.benchmarks.soak;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What lives in the heap after a collection, by class.
 *
 * @param bytes all of it
 * @param instances how many there are of each class of asyncio4j; of all classes, the census itself
 *     would be a notable part of the heap
 */
record Census(long bytes, Map<String, Long> instances) {
  private static final String OURS = "org.asyncio4j.";

  /** Collects garbage and counts. Any thread. */
  static Census take() {
    try {
      Object answer =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return read((String) answer);
    } catch (JMException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads lines such as {@code 1: 100 2400 java.lang.String (java.base@25)}. */
  static Census read(String histogram) {
    long bytes = 0;
    var instances = new HashMap<String, Long>();
    for (String line : histogram.lines().toList()) {
      String[] words = line.strip().split("\\s+", -1);
      if (words[0].equals("Total")) {
        bytes = Long.parseLong(words[2]);
      } else if (words.length >= 4 && words[3].startsWith(OURS)) {
        instances.merge(words[3], Long.parseLong(words[1]), Long::sum);
      }
    }
    return new Census(bytes, instances);
  }

  /** {@return how many instances of a class of asyncio4j live} */
  long of(String name) {
    return instances.getOrDefault(OURS + name, 0L);
  }

  /** {@return how many threads' bodies there are, running, suspended or idle} */
  long frames() {
    return of("internal.engine.ScheduledFrame")
        + of("internal.engine.HandoffFrame")
        + of("StepFrame");
  }

  long timers() {
    return of("TimerHandle") + of("Alarm");
  }
}
