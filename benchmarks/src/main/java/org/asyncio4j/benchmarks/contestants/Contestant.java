package org.asyncio4j.benchmarks.contestants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One side of the comparison, in a process of its own. Each workload means the same to all:
 *
 * <ul>
 *   <li>{@code switch}: 1,000 tasks take turns by {@code sleep(0)}; an operation is one of these
 *   <li>{@code switch10}: the same with 10 tasks
 *   <li>{@code spawn}: tasks that end at once are all made and then awaited one by one
 *   <li>{@code gather}: {@code gather} of coroutines that return at once
 *   <li>{@code pingpong}: an item goes to another task and back, through two queues of size 1
 *   <li>{@code queue}: 4 producers and 4 consumers at one queue of size 100; one item
 *   <li>{@code lock}: 100 tasks acquire one lock and {@code sleep(0)} in it; one acquisition
 *   <li>{@code timers}: tasks that sleep 1 + i % 10 ms, all made at once and awaited; one task
 *   <li>{@code timeout}: one task gives a {@code sleep(0)} a time-out of 10 s that never fires
 *   <li>{@code cancel}: tasks get to sleep for an hour and are all cancelled and awaited; one task
 *   <li>{@code callsoon}: callbacks are all scheduled before the first one runs
 *   <li>{@code threadsafe}: another thread schedules callbacks, until the last one has run
 *   <li>{@code wakeup}: from another thread's call until its callback runs on the sleeping loop
 *   <li>{@code roundtrip}: another thread has the loop run a coroutine and waits for its result
 *   <li>{@code skynet}: a tree of tasks, each inner one makes 10 and adds up their results; one
 *       leaf
 *   <li>{@code memory}: tasks that each await a future of their own
 * </ul>
 *
 * <p>Arguments: {@code WORKLOAD OPERATIONS WARMUP_MILLIS}. A workload that the contestant does not
 * have is answered with {@code absent}. Otherwise it is run for that time, but twice at least;
 * {@code ready} is printed, and then each line {@code go MILLIS} is answered with {@code WALL CPU}:
 * nanoseconds of an operation, on the clock and of all the process's threads together. Every run
 * checks its result, and ends the process if it is wrong.
 *
 * <p>Or {@code memory COUNT}, see {@link MemoryProtocol}.
 */
public final class Contestant {

  /** Work that is timed from outside. */
  @FunctionalInterface
  public interface Workload {

    /**
     * Does it once.
     *
     * @param operations how many operations are wanted
     * @return how many it was, which the workload's structure may round
     * @throws Exception if the result is wrong
     */
    int run(int operations) throws Exception;
  }

  /** Work that times itself, because most of the time it waits for the next occasion. */
  @FunctionalInterface
  public interface Latency {

    /**
     * Does it once.
     *
     * @param operations how many operations
     * @return nanoseconds of all of them together
     * @throws Exception if the result is wrong
     */
    long run(int operations) throws Exception;
  }

  /** Tasks that are suspended. */
  @FunctionalInterface
  public interface Memory {

    /**
     * Suspends tasks and tells when.
     *
     * @param count how many
     * @param protocol whom to tell
     * @throws Exception if one is not suspended
     */
    void run(int count, MemoryProtocol protocol) throws Exception;
  }

  /** Operations, and the nanoseconds of their run that were none of theirs. */
  private record Work(int operations, long pauses) {}

  @FunctionalInterface
  private interface Timed {
    Work run(int operations) throws Exception;
  }

  private final Map<String, Timed> workloads = new HashMap<>();
  private @Nullable Memory memory;

  /** Makes one that has no workloads yet. */
  public Contestant() {}

  /**
   * Says that it has a workload.
   *
   * @param id the workload's name
   * @param workload does it
   * @return this contestant
   */
  public Contestant has(String id, Workload workload) {
    workloads.put(id, operations -> new Work(workload.run(operations), 0));
    return this;
  }

  /**
   * Says that it has a workload that times itself.
   *
   * @param id the workload's name
   * @param latency does it
   * @return this contestant
   */
  public Contestant hasLatency(String id, Latency latency) {
    workloads.put(
        id,
        operations -> {
          long before = System.nanoTime();
          long nanos = latency.run(operations);
          return new Work(operations, System.nanoTime() - before - nanos);
        });
    return this;
  }

  /**
   * Says that it has the workload {@code memory}.
   *
   * @param memory does it
   * @return this contestant
   */
  public Contestant hasMemory(Memory memory) {
    this.memory = memory;
    return this;
  }

  /**
   * Does what the arguments and then the standard input say.
   *
   * @param arguments see above
   * @throws Exception if a result is wrong
   */
  public void serve(String... arguments) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    serve(arguments, input, System.out);
  }

  /** Does what the arguments and then the input say. */
  void serve(String[] arguments, BufferedReader input, PrintStream output) throws Exception {
    String id = arguments[0];
    int count = Integer.parseInt(arguments[1]);
    if (id.equals("memory")) {
      serveMemory(count, input, output);
      return;
    }
    Timed workload = workloads.get(id);
    if (workload == null) {
      output.println("absent");
      return;
    }
    warmUp(workload, count, Long.parseLong(arguments[2]));
    output.println("ready");
    for (String line; (line = input.readLine()) != null; ) {
      String[] words = line.split(" ", -1);
      if (words.length != 2 || !words[0].equals("go")) {
        throw new IOException("expected 'go MILLIS', got '%s'".formatted(line));
      }
      output.println(measure(workload, count, Long.parseLong(words[1])));
      output.flush();
    }
  }

  private void serveMemory(int count, BufferedReader input, PrintStream output) throws Exception {
    if (memory == null) {
      output.println("absent");
      return;
    }
    memory.run(count, new MemoryProtocol(input, output));
    output.println("done");
  }

  private static void warmUp(Timed workload, int operations, long millis) throws Exception {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    int runs = 0;
    do {
      workload.run(operations);
    } while (++runs < 2 || System.nanoTime() < end);
  }

  private static String measure(Timed workload, int operations, long millis) throws Exception {
    System.gc(); // Of what was left behind before, this measurement is innocent.
    long shortest = TimeUnit.MILLISECONDS.toNanos(millis);
    long done = 0;
    long pauses = 0;
    long wall = 0;
    long cpuBefore = cpuNanos();
    long before = System.nanoTime();
    do {
      Work work = workload.run(operations);
      done += work.operations;
      pauses += work.pauses;
      wall = System.nanoTime() - before;
    } while (wall < shortest);
    double cpu = cpuNanos() - cpuBefore;
    return String.format(Locale.ROOT, "%.1f %.1f", (double) (wall - pauses) / done, cpu / done);
  }

  /** {@return the time that all threads of this process have run, the compiler's too} */
  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /**
   * Ends the process if a result is wrong.
   *
   * @param actual the result
   * @param expected what it must be
   */
  public static void check(long actual, long expected) {
    if (actual != expected) {
      throw new IllegalStateException("expected %s, got %s".formatted(expected, actual));
    }
  }

  /**
   * {@return the sum of the numbers below a number}
   *
   * @param count the number
   */
  public static long sumBelow(int count) {
    return count * (count - 1L) / 2;
  }

  /**
   * {@return the highest power of ten that is not above a number}
   *
   * @param count the number
   */
  public static int powerOfTen(int count) {
    int power = 1;
    while (power <= count / 10) {
      power *= 10;
    }
    return power;
  }
}
