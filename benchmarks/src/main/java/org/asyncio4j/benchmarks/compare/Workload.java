package org.asyncio4j.benchmarks.compare;

import static org.asyncio4j.benchmarks.compare.Unit.BYTES;
import static org.asyncio4j.benchmarks.compare.Unit.MILLIS;
import static org.asyncio4j.benchmarks.compare.Unit.NANOS;
import static org.asyncio4j.benchmarks.compare.Unit.RATE;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is measured, in the order of the table. The contestants know each by its {@link #id}. */
enum Workload {
  SWITCH("1,000 tasks take turns: a `sleep(0)`", NANOS, 1_000_000, 100_000),
  SWITCH10("10 tasks take turns: a `sleep(0)`", NANOS, 1_000_000, 100_000),
  SPAWN("tasks that end at once are all made, then awaited: a task", NANOS, 200_000, 20_000),
  GATHER("coroutines that return at once in one `gather`: a coroutine", NANOS, 100_000, 10_000),
  PINGPONG("an item to another task and back, through queues of size 1", NANOS, 100_000, 10_000),
  QUEUE("4 producers, 4 consumers, a queue of size 100: an item", NANOS, 200_000, 20_000),
  LOCK("100 tasks take one lock, with a `sleep(0)` in it: once", NANOS, 100_000, 10_000),
  TIMERS("tasks that sleep 1 to 10 ms, all made at once: a task", NANOS, 100_000, 10_000),
  TIMEOUT("a `timeout` that never fires, around a `sleep(0)`", NANOS, 200_000, 20_000),
  CANCEL("sleeping tasks are all cancelled, then awaited: a task", NANOS, 100_000, 10_000),
  CALLSOON("`call_soon`, all before the first one runs: a callback", NANOS, 1_000_000, 100_000),
  THREADSAFE("`call_soon_threadsafe` from another thread: a callback", NANOS, 1_000_000, 100_000),
  WAKEUP("from another thread's call to its callback, on a sleeping loop", NANOS, 2_000, 200),
  ROUNDTRIP("`run_coroutine_threadsafe` and its result, in another thread", NANOS, 20_000, 1_000),
  SKYNET("a tree of tasks, each with ten children: a leaf", NANOS, 1_000_000, 10_000),
  MEMORY("tasks that each await a future of their own: a task", BYTES, 1_000_000, 100_000),
  HELLO("hello world, compiled: the whole process", MILLIS, 1, 1),
  HELLO_SOURCE("hello world, from its source: the whole process", MILLIS, 1, 1),
  STREAMS_1K_1("echo of 1 KiB over streams, 1 connection", 1, Traffic.streams(1)),
  STREAMS_1K_50("echo of 1 KiB over streams, 50 connections", 50, Traffic.streams(1)),
  STREAMS_1K_1000("echo of 1 KiB over streams, 1,000 connections", 1_000, Traffic.streams(1)),
  STREAMS_64K_1("echo of 64 KiB over streams, 1 connection", 1, Traffic.streams(64)),
  STREAMS_64K_50("echo of 64 KiB over streams, 50 connections", 50, Traffic.streams(64)),
  STREAMS_64K_1000("echo of 64 KiB over streams, 1,000 connections", 1_000, Traffic.streams(64)),
  PROTOCOLS_1K_1("echo of 1 KiB by a protocol, 1 connection", 1, Traffic.protocols(1)),
  PROTOCOLS_1K_50("echo of 1 KiB by a protocol, 50 connections", 50, Traffic.protocols(1)),
  PROTOCOLS_1K_1000("echo of 1 KiB by a protocol, 1,000 connections", 1_000, Traffic.protocols(1)),
  PROTOCOLS_64K_1("echo of 64 KiB by a protocol, 1 connection", 1, Traffic.protocols(64)),
  PROTOCOLS_64K_50("echo of 64 KiB by a protocol, 50 connections", 50, Traffic.protocols(64)),
  PROTOCOLS_64K_1000(
      "echo of 64 KiB by a protocol, 1,000 connections", 1_000, Traffic.protocols(64)),
  TLS_1K_50("echo of 1 KiB over streams with TLS, 50 connections", 50, Traffic.tls(1)),
  HTTP_50("a request of HTTP over streams, 50 connections", 50, Traffic.http()),
  IDLE(
      "connections of streams that have had one echo: a connection",
      BYTES,
      10_000,
      1_000,
      Traffic.streams(1));

  private final String title;
  private final Unit unit;
  private final int fullSize;
  private final int quickSize;

  @SuppressWarnings("ImmutableEnumChecker") // a record of a string and a number
  private final @Nullable Traffic traffic;

  Workload(String title, Unit unit, int fullSize, int quickSize) {
    this(title, unit, fullSize, quickSize, null);
  }

  Workload(String title, int connections, Traffic traffic) {
    this(title, RATE, connections, connections, traffic);
  }

  Workload(String title, Unit unit, int fullSize, int quickSize, @Nullable Traffic traffic) {
    this.title = title;
    this.unit = unit;
    this.fullSize = fullSize;
    this.quickSize = quickSize;
    this.traffic = traffic;
  }

  /** {@return the workload of an id} */
  static Workload of(String id) {
    return Arrays.stream(values())
        .filter(workload -> workload.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("no workload '%s', expected one of %s".formatted(id, ids())));
  }

  /** {@return the ids of all} */
  static String ids() {
    return Arrays.stream(values()).map(Workload::id).collect(Collectors.joining(", "));
  }

  /** {@return the name that contestants, options and tables know it by} */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return what an operation is, with names of Python in backquotes} */
  String title() {
    return title;
  }

  Unit unit() {
    return unit;
  }

  /** {@return what goes over its connections, or null if it has none} */
  @Nullable Traffic traffic() {
    return traffic;
  }

  /** {@return all that have connections, or all that have none} */
  static List<Workload> withConnections(boolean connected) {
    return Arrays.stream(values())
        .filter(workload -> (workload.traffic() != null) == connected)
        .toList();
  }

  /** {@return how many operations, tasks, processes or connections a full run makes} */
  int fullSize() {
    return fullSize;
  }

  /** {@return how many a quick run makes} */
  int quickSize() {
    return quickSize;
  }
}
