package org.asyncio4j;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who owns the monitor that a thread is blocked on. The JDK tells that of virtual threads by a
 * thread dump alone, which it writes to a file; so it is for messages about threads that hang.
 *
 * <p>Of the locks of {@code java.util.concurrent} the JDK tells no owner.
 *
 * @param threadId the owner's thread
 * @param threadName its name
 * @param monitor the object, as in {@code java.lang.Object@1b2c}
 * @param place the owner's method that has entered it, with the line that it is at now
 */
record MonitorOwner(long threadId, String threadName, String monitor, String place) {

  /**
   * {@return who owns the monitor that a thread is blocked on} Empty if it is not blocked any more,
   * and where there is no dump to be had: a runtime without the module {@code jdk.management}, or
   * no place for files.
   */
  static Optional<MonitorOwner> find(Thread blocked) {
    try {
      return inDump(Json.parse(dump()), blocked.threadId());
    } catch (IOException | RuntimeException | LinkageError noDump) {
      return Optional.empty();
    }
  }

  private static String dump() throws IOException {
    var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    Path folder = Files.createTempDirectory("asyncio4j"); // for this user's eyes alone
    Path file = folder.resolve("threads.json");
    try {
      bean.dumpThreads(file.toString(), ThreadDumpFormat.JSON);
      return Files.readString(file);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  /**
   * Searches a dump.
   *
   * @param dump in the JDK's format, parsed
   * @param blocked the id of the thread that is blocked
   */
  static Optional<MonitorOwner> inDump(@Nullable Object dump, long blocked) {
    List<?> threads =
        Json.list(Json.get(Json.get(dump, "threadDump"), "threadContainers")).stream()
            .flatMap(container -> Json.list(Json.get(container, "threads")).stream())
            .toList();
    for (Object thread : threads) {
      if (Long.toString(blocked).equals(Json.get(thread, "tid"))
          && Json.get(thread, "blockedOn") instanceof String monitor) {
        return threads.stream().flatMap(other -> asOwner(other, monitor).stream()).findFirst();
      }
    }
    return Optional.empty();
  }

  private static Optional<MonitorOwner> asOwner(Object thread, String monitor) {
    for (Object entry : Json.list(Json.get(thread, "monitorsOwned"))) {
      if (Json.list(Json.get(entry, "locks")).contains(monitor)) {
        List<?> stack = Json.list(Json.get(thread, "stack"));
        int depth = Json.get(entry, "depth") instanceof Double number ? number.intValue() : 0;
        return Optional.of(
            new MonitorOwner(
                Long.parseLong(text(Json.get(thread, "tid"))),
                text(Json.get(thread, "name")),
                monitor,
                depth < stack.size() ? text(stack.get(depth)) : "unknown"));
      }
    }
    return Optional.empty();
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(value);
  }
}
