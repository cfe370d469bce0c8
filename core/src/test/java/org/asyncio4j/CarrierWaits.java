package org.asyncio4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Finds in a flight recording where the platform threads of loops have waited, other than for what
 * they may wait for: in the reactor, and for a callback that is blocked.
 *
 * <p>The recording needs {@link #EVENTS} without a threshold, and stacks that are deep enough.
 * {@code build/carrier} records whole test suites, and has {@link #main} read that.
 */
public final class CarrierWaits {

  /** The events that say that a platform thread has waited. */
  static final List<String> EVENTS =
      List.of("jdk.JavaMonitorEnter", "jdk.JavaMonitorWait", "jdk.ThreadPark", "jdk.ThreadSleep");

  private static final Set<String> LOOPS = Set.of("runHere", "runOnce");
  private static final Set<String> ALLOWED = Set.of("awaitReactor", "standStill");

  /**
   * The JDK's own locks around a mount, and of class loading. A thread that the carrier would have
   * to mount never holds them: see docs/design/0012.
   */
  private static final Map<String, Set<String>> JDKS =
      Map.of(
          "java.lang.VirtualThread", Set.of("mount", "unmount", "schedule"),
          "java.lang.ClassLoader", Set.of("loadClass"),
          // The thread that waits for a loop of the hand-off engine carries nothing.
          "org.asyncio4j.HostedRun", Set.of("runAndWait"));

  /** The JDK's class loaders, and the one that {@code PlantedBugsTest} makes. */
  private static final List<String> LOADERS =
      List.of("java.lang.ClassLoader", "jdk.internal.loader.", "org.asyncio4j.Mutant$Loader");

  private int inTheReactor;
  private int inTheJdk;
  private final List<String> elsewhere = new ArrayList<>();

  /** {@return how often loops have waited where they may} */
  int inTheReactor() {
    return inTheReactor;
  }

  /** {@return the other waits, each with its stack} */
  List<String> elsewhere() {
    return elsewhere;
  }

  static CarrierWaits in(Path recording) throws IOException {
    var waits = new CarrierWaits();
    try (var file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (EVENTS.contains(event.getEventType().getName())) {
          waits.look(event);
        }
      }
    }
    return waits;
  }

  private void look(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    RecordedStackTrace stack = event.getStackTrace();
    if (thread == null || thread.isVirtual() || stack == null) {
      return;
    }
    List<RecordedFrame> frames = stack.getFrames();
    if (frames.stream().noneMatch(frame -> isOne(frame, "DrivenLoop", LOOPS))) {
      return;
    }
    boolean allowed =
        frames.stream()
            .anyMatch(
                frame -> isOne(frame, "Schedule", ALLOWED) || isOne(frame, "Mailbox", ALLOWED));
    if (allowed) {
      inTheReactor++;
    } else if (isAClassLoaders(event) || frames.stream().anyMatch(CarrierWaits::isTheJdks)) {
      inTheJdk++;
    } else {
      elsewhere.add(describe(event, frames));
    }
  }

  private static boolean isAClassLoaders(RecordedEvent event) {
    return event.hasField("monitorClass")
        && event.getClass("monitorClass") != null
        && LOADERS.stream().anyMatch(event.getClass("monitorClass").getName()::startsWith);
  }

  private static boolean isTheJdks(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    return JDKS.getOrDefault(method.getType().getName(), Set.of()).contains(method.getName());
  }

  private static String describe(RecordedEvent event, List<RecordedFrame> frames) {
    var text = new StringBuilder(event.toString());
    for (RecordedFrame frame : frames) {
      RecordedMethod method = frame.getMethod();
      text.append("    at ")
          .append(method.getType().getName())
          .append('.')
          .append(method.getName())
          .append(':')
          .append(frame.getLineNumber())
          .append('\n');
    }
    return text.toString();
  }

  private static boolean isOne(RecordedFrame frame, String simpleName, Set<String> methods) {
    return frame.isJavaFrame()
        && frame.getMethod().getType().getName().equals("org.asyncio4j." + simpleName)
        && methods.contains(frame.getMethod().getName());
  }

  /**
   * Judges recordings: prints the waits that must not be, and ends with 1 if there are any. The one
   * that {@code CarrierWaitsTest} provokes is left out.
   *
   * @param arguments files
   */
  public static void main(String[] arguments) throws IOException {
    int inTheReactor = 0;
    int inTheJdk = 0;
    int elsewhere = 0;
    for (String argument : arguments) {
      CarrierWaits waits = in(Path.of(argument));
      inTheReactor += waits.inTheReactor;
      inTheJdk += waits.inTheJdk;
      waits.elsewhere.removeIf(wait -> wait.contains("CarrierWaitsTest.waitForTheMonitor"));
      elsewhere += waits.elsewhere.size();
      waits.elsewhere.forEach(System.out::println);
    }
    System.out.printf(
        "carrier: %d waits in the reactor, %d for locks of the JDK, %d elsewhere%n",
        inTheReactor, inTheJdk, elsewhere);
    System.exit(elsewhere == 0 && inTheReactor > 0 ? 0 : 1);
  }
}
