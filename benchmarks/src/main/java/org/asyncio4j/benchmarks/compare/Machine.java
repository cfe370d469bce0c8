package org.asyncio4j.benchmarks.compare;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;

/**
 * Where figures come from: they mean nothing without it.
 *
 * @param cpu the processor's name
 * @param cores how many of them there are
 * @param memoryBytes all of it
 * @param os name and version, and of the kernel
 * @param jdk version and vendor
 */
record Machine(String cpu, int cores, long memoryBytes, String os, String jdk) {

  /** {@return this one} */
  static Machine here() {
    return new Machine(
        cpuName(),
        Runtime.getRuntime().availableProcessors(),
        memory(),
        osName(),
        System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"));
  }

  private static long memory() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  private static String cpuName() {
    String name = valueIn(Path.of("/proc/cpuinfo"), "model name", ":");
    if (name.isEmpty()) {
      // macOS
      name =
          switch (Probe.command(List.of("sysctl", "-n", "machdep.cpu.brand_string")).look()) {
            case Present(String said) -> said;
            case Missing _ -> System.getProperty("os.arch");
          };
    }
    return name.replace("(R)", "").replace("(TM)", "").strip();
  }

  private static String osName() {
    String kernel = System.getProperty("os.name") + " " + System.getProperty("os.version");
    String name = valueIn(Path.of("/etc/os-release"), "PRETTY_NAME", "=").replace("\"", "");
    return name.isEmpty() ? kernel : name + ", " + kernel;
  }

  private static String valueIn(Path file, String key, String separator) {
    if (!Files.isReadable(file)) {
      return "";
    }
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(key)) {
          return line.substring(line.indexOf(separator) + 1).strip();
        }
      }
    } catch (IOException unreadable) {
      // Then nobody knows.
    }
    return "";
  }

  /** {@return the memory, to whole gibibytes} */
  String memoryText() {
    return Math.round(memoryBytes / (double) (1L << 30)) + " GiB";
  }
}
