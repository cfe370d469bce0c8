package org.asyncio4j.benchmarks.compare;

import static org.asyncio4j.benchmarks.compare.Contestants.BARE_PARK;
import static org.asyncio4j.benchmarks.compare.Contestants.CPYTHON;
import static org.asyncio4j.benchmarks.compare.Contestants.KOTLIN;
import static org.asyncio4j.benchmarks.compare.Contestants.LOOP;
import static org.asyncio4j.benchmarks.compare.Contestants.NETTY;
import static org.asyncio4j.benchmarks.compare.Contestants.STACKLESS;
import static org.asyncio4j.benchmarks.compare.Contestants.THREADS;
import static org.asyncio4j.benchmarks.compare.Contestants.UVLOOP;
import static org.asyncio4j.benchmarks.compare.Goal.Rule.AS_SOON;
import static org.asyncio4j.benchmarks.compare.Goal.Rule.AT_MOST;
import static org.asyncio4j.benchmarks.compare.Goal.Rule.AT_MOST_MORE;
import static org.asyncio4j.benchmarks.compare.Goal.Rule.AT_MOST_TIMES;
import static org.asyncio4j.benchmarks.compare.Goal.Rule.SHOWN;
import static org.asyncio4j.benchmarks.compare.Goal.Rule.TIMES_AS_FAST;

import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.benchmarks.compare.Goal.Rule;

/**
 * The table of all goals. Kotlin's coroutines are stackless, so both our tasks with a thread and
 * our stackless ones are held against them.
 */
final class Goals {

  /** All of them, in the order of the workloads. */
  static final List<Goal> ALL =
      Stream.of(
              atLeast(Workload.SWITCH, 5, 2.5),
              goal(Workload.SWITCH, LOOP, BARE_PARK, AT_MOST_TIMES, 1.25),
              goal(Workload.SWITCH, LOOP, KOTLIN, SHOWN, 0),
              goal(Workload.SWITCH, STACKLESS, KOTLIN, AT_MOST_TIMES, 1),
              atLeast(Workload.SPAWN, 20, 18),
              beside(Workload.SPAWN, 1),
              atLeast(Workload.GATHER, 10, 8),
              beside(Workload.GATHER, 1),
              atLeast(Workload.PINGPONG, 12, 7),
              beside(Workload.PINGPONG, 1.3),
              atLeast(Workload.QUEUE, 12, 7),
              beside(Workload.QUEUE, 1.3),
              atLeast(Workload.LOCK, 12, 7),
              beside(Workload.LOCK, 1.3),
              atLeast(Workload.TIMERS, 15, 12),
              beside(Workload.TIMERS, 1),
              atLeast(Workload.TIMEOUT, 10, 8),
              beside(Workload.TIMEOUT, 1),
              atLeast(Workload.CANCEL, 10, 8),
              beside(Workload.CANCEL, 1),
              atLeast(Workload.CALLSOON, 10, 5),
              atLeast(Workload.SKYNET, 10, 8),
              beside(Workload.SKYNET, 1),
              goal(Workload.MEMORY, LOOP, CPYTHON, AT_MOST_TIMES, 0.6),
              goal(Workload.MEMORY, LOOP, THREADS, AT_MOST_MORE, 250),
              goal(Workload.HELLO, LOOP, CPYTHON, AT_MOST_TIMES, 2),
              atLeast(Workload.STREAMS_1K_50, 4, 1.7),
              goal(Workload.STREAMS_1K_50, LOOP, THREADS, TIMES_AS_FAST, 1.1),
              goal(Workload.STREAMS_1K_50, LOOP, NETTY, TIMES_AS_FAST, 0.8),
              goal(Workload.STREAMS_1K_50, LOOP, UVLOOP, AS_SOON, 1),
              goal(Workload.PROTOCOLS_1K_50, LOOP, NETTY, TIMES_AS_FAST, 0.9),
              goal(Workload.IDLE, LOOP, LOOP, AT_MOST, 12 * 1_024))
          .flatMap(goals -> goals)
          .toList();

  private Goals() {}

  /** {@return the goals of the workloads that were measured} */
  static List<Goal> of(Results results) {
    return ALL.stream().filter(goal -> results.workloads().contains(goal.workload())).toList();
  }

  private static Stream<Goal> atLeast(Workload workload, double cpython, double uvloop) {
    return Stream.of(
        new Goal(workload, LOOP, CPYTHON, TIMES_AS_FAST, cpython),
        new Goal(workload, LOOP, UVLOOP, TIMES_AS_FAST, uvloop));
  }

  private static Stream<Goal> beside(Workload workload, double kotlin) {
    return Stream.of(
        new Goal(workload, LOOP, KOTLIN, AT_MOST_TIMES, kotlin),
        new Goal(workload, STACKLESS, KOTLIN, AT_MOST_TIMES, kotlin));
  }

  private static Stream<Goal> goal(
      Workload workload, String ours, String other, Rule rule, double limit) {
    return Stream.of(new Goal(workload, ours, other, rule, limit));
  }
}
