package org.asyncio4j.testing.plain;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which methods of the JDK have the machine's clock, random numbers, threads or files. */
final class MachineCalls {
  private static final String INIT = "<init>";

  // Of some classes a few methods, of others (the empty set) all.
  private static final Set<String> ALL = Set.of();
  private static final Set<String> NOW = Set.of("now");
  private static final Set<String> OPEN = Set.of("open");
  private static final Set<String> NEW = Set.of(INIT);

  private static final Map<String, Set<String>> CLOCKS =
      Map.ofEntries(
          entry("java/lang/System", Set.of("nanoTime", "currentTimeMillis")),
          entry(
              "java/time/Clock",
              Set.of(
                  "system",
                  "systemDefaultZone",
                  "systemUTC",
                  "tickMillis",
                  "tickMinutes",
                  "tickSeconds")),
          entry("java/time/InstantSource", Set.of("system")),
          entry("java/time/Instant", NOW),
          entry("java/time/LocalDate", NOW),
          entry("java/time/LocalDateTime", NOW),
          entry("java/time/LocalTime", NOW),
          entry("java/time/MonthDay", NOW),
          entry("java/time/OffsetDateTime", NOW),
          entry("java/time/OffsetTime", NOW),
          entry("java/time/Year", NOW),
          entry("java/time/YearMonth", NOW),
          entry("java/time/ZonedDateTime", NOW),
          entry("java/util/Calendar", Set.of("getInstance")),
          entry("java/util/Date", NEW));

  private static final Map<String, Set<String>> RANDOM =
      Map.ofEntries(
          entry("java/lang/Math", Set.of("random")),
          entry("java/lang/StrictMath", Set.of("random")),
          entry("java/security/SecureRandom", Set.of(INIT, "getInstance", "getInstanceStrong")),
          entry("java/util/Collections", Set.of("shuffle")),
          entry("java/util/Random", NEW),
          entry("java/util/SplittableRandom", NEW),
          entry("java/util/UUID", Set.of("randomUUID")),
          entry("java/util/concurrent/ThreadLocalRandom", Set.of("current")),
          entry("java/util/random/RandomGenerator", Set.of("getDefault", "of")),
          entry("java/util/random/RandomGeneratorFactory", Set.of("create")));

  private static final Map<String, Set<String>> THREADS =
      Map.ofEntries(
          entry("java/lang/Thread", Set.of(INIT, "ofPlatform")),
          entry("java/util/Collection", Set.of("parallelStream")),
          entry("java/util/List", Set.of("parallelStream")),
          entry("java/util/Timer", NEW),
          entry(
              "java/util/concurrent/CompletableFuture",
              Set.of(
                  "completeOnTimeout", "delayedExecutor", "orTimeout", "runAsync", "supplyAsync")),
          entry(
              "java/util/concurrent/Executors",
              Set.of(
                  "newCachedThreadPool",
                  "newFixedThreadPool",
                  "newScheduledThreadPool",
                  "newSingleThreadExecutor",
                  "newSingleThreadScheduledExecutor",
                  "newWorkStealingPool")),
          entry("java/util/concurrent/ForkJoinPool", Set.of(INIT, "commonPool")),
          entry("java/util/concurrent/ScheduledThreadPoolExecutor", NEW),
          entry("java/util/concurrent/ThreadPoolExecutor", NEW),
          entry("java/util/stream/BaseStream", Set.of("parallel")));

  private static final Map<String, Set<String>> FILES =
      Map.ofEntries(
          entry(
              "java/io/File",
              Set.of(
                  "canExecute",
                  "canRead",
                  "canWrite",
                  "createNewFile",
                  "createTempFile",
                  "delete",
                  "exists",
                  "isDirectory",
                  "isFile",
                  "lastModified",
                  "length",
                  "list",
                  "listFiles",
                  "mkdir",
                  "mkdirs",
                  "renameTo")),
          entry("java/io/FileInputStream", NEW),
          entry("java/io/FileOutputStream", NEW),
          entry("java/io/FileReader", NEW),
          entry("java/io/FileWriter", NEW),
          entry("java/io/RandomAccessFile", NEW),
          entry("java/nio/channels/AsynchronousFileChannel", OPEN),
          entry("java/nio/channels/FileChannel", OPEN),
          entry("java/nio/file/Files", ALL),
          entry("java/util/jar/JarFile", NEW),
          entry("java/util/zip/ZipFile", NEW));

  private static final Map<String, Set<String>> NETWORK =
      Map.ofEntries(
          entry("java/net/DatagramSocket", NEW),
          entry("java/net/InetAddress", Set.of("getAllByName", "getByName", "getLocalHost")),
          entry("java/net/MulticastSocket", NEW),
          entry("java/net/ServerSocket", NEW),
          entry("java/net/Socket", NEW),
          entry("java/net/URL", Set.of("getContent", "openConnection", "openStream")),
          entry("java/net/http/HttpClient", ALL),
          entry("java/nio/channels/AsynchronousServerSocketChannel", OPEN),
          entry("java/nio/channels/AsynchronousSocketChannel", OPEN),
          entry("java/nio/channels/DatagramChannel", OPEN),
          entry("java/nio/channels/Selector", OPEN),
          entry("java/nio/channels/ServerSocketChannel", OPEN),
          entry("java/nio/channels/SocketChannel", OPEN));

  private static final Map<String, Set<String>> PROCESSES =
      Map.of(
          "java/lang/ProcessBuilder", Set.of("start", "startPipeline"),
          "java/lang/Runtime", Set.of("exec"));

  private static final Map<String, Set<String>> INPUT =
      Map.of("java/lang/System", Set.of("in", "console"));

  private static final Map<Uncontrolled, Map<String, Set<String>>> BY_KIND =
      Map.of(
          Uncontrolled.CLOCKS, CLOCKS,
          Uncontrolled.RANDOM, RANDOM,
          Uncontrolled.THREADS, THREADS,
          Uncontrolled.FILES, FILES,
          Uncontrolled.NETWORK, NETWORK,
          Uncontrolled.PROCESSES, PROCESSES,
          Uncontrolled.INPUT, INPUT);

  private MachineCalls() {}

  /**
   * {@return what a call depends on beside its arguments, null if it is nothing of the machine}
   *
   * @param owner the class, with slashes
   * @param name the method, or the static field
   * @param descriptor of the method, or of the field
   */
  static @Nullable Uncontrolled kindOf(String owner, String name, String descriptor) {
    for (Uncontrolled kind : Uncontrolled.values()) {
      Set<String> members = BY_KIND.getOrDefault(kind, Map.of()).get(owner);
      if (members != null && (members.isEmpty() || members.contains(name))) {
        return isGiven(kind, owner, descriptor) ? null : kind;
      }
    }
    return null;
  }

  /** {@return whether the arguments say which clock, seed or pool it shall be} */
  private static boolean isGiven(Uncontrolled kind, String owner, String descriptor) {
    return switch (kind) {
      case CLOCKS ->
          descriptor.contains("Ljava/time/Clock;")
              || (owner.equals("java/util/Date") && !descriptor.startsWith("()"));
      case RANDOM ->
          descriptor.contains("Ljava/util/Random;")
              || descriptor.contains("Ljava/util/random/RandomGenerator;")
              || (owner.endsWith("Random") && descriptor.equals("(J)V"));
      case THREADS ->
          descriptor.contains("Ljava/util/concurrent/ThreadFactory;")
              || (owner.endsWith("CompletableFuture")
                  && descriptor.contains("Ljava/util/concurrent/Executor;"));
      case FILES, NETWORK, PROCESSES, INPUT -> false;
    };
  }
}
