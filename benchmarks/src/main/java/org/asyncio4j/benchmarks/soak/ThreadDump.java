package org.asyncio4j.benchmarks.soak;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The stacks of all threads, platform and virtual. */
final class ThreadDump {
  private ThreadDump() {}

  static void print(PrintStream out) {
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              out.println(thread);
              for (StackTraceElement element : stack) {
                out.println("  " + element);
              }
            });
    try {
      Path directory = Files.createTempDirectory("asyncio4j-soak");
      Path file = directory.resolve("threads.txt");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
      out.println(Files.readString(file));
      Files.delete(file);
      Files.delete(directory);
    } catch (IOException e) {
      out.println("virtual threads: " + e);
    }
  }
}
