package org.asyncio4j.adversarial;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** The stacks of all threads of this JVM, platform and virtual. */
final class ThreadDump {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ThreadDump() {}

  /** {@return the dump} It cannot hang: the JVM makes it on a thread that nobody waits for long. */
  static String take() throws InterruptedException {
    var dump = new AtomicReference<>("");
    Thread thread = Thread.ofPlatform().daemon().start(() -> dump.set(everything()));
    return thread.join(PATIENCE) ? dump.get() : "(no thread dump: the JVM makes none)";
  }

  private static String everything() {
    var text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              text.append("%s %s%n".formatted(thread, thread.getState()));
              for (StackTraceElement frame : stack) {
                text.append("  at ").append(frame).append('\n');
              }
            });
    try {
      Path directory = Files.createTempDirectory("asyncio4j-dump");
      Path file = directory.resolve("threads.txt");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
      text.append(Files.readString(file));
      Files.delete(file);
      Files.delete(directory);
    } catch (IOException | UnsupportedOperationException e) {
      text.append("(virtual threads: ").append(e).append(')');
    }
    return text.toString();
  }
}
