package org.asyncio4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.asyncio4j.benchmarks.contestants.Asyncio4jContestant;
import org.asyncio4j.benchmarks.contestants.StacklessContestant;
import org.asyncio4j.spi.EngineKind;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Some workloads, on each engine. What an operation is, {@link
 * org.asyncio4j.benchmarks.contestants.Contestant} says.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class LoopBenchmark {

  private static final int TURN_TAKERS = 1_000;
  private static final int TURNS = 1_000;
  private static final int SPAWNS = 200_000;
  private static final int PINGPONGS = 100_000;
  private static final int SLEEPERS = 100_000;
  private static final int CALLBACKS = 1_000_000;

  /** How tasks suspend. */
  @Param({"LOOP", "HANDOFF"})
  public EngineKind engine = EngineKind.LOOP;

  /** A thousand tasks take turns by {@code sleep(0)}. */
  @Benchmark
  @OperationsPerInvocation(TURN_TAKERS * TURNS)
  public void switchTasks() {
    Engines.run(engine, () -> Asyncio4jContestant.switchTasks(TURN_TAKERS, TURNS));
  }

  /** The same, with stackless coroutines, which no engine makes a difference to. */
  @Benchmark
  @OperationsPerInvocation(TURN_TAKERS * TURNS)
  public void switchStacklessTasks() {
    StacklessContestant.switchTasks(TURN_TAKERS, TURNS);
  }

  /** Tasks are made, end at once and are awaited. */
  @Benchmark
  @OperationsPerInvocation(SPAWNS)
  public void spawnAndAwait() {
    Engines.run(engine, () -> Asyncio4jContestant.spawn(SPAWNS));
  }

  /** An item goes to another task and back, through queues. */
  @Benchmark
  @OperationsPerInvocation(PINGPONGS)
  public void queuePingPong() {
    Engines.run(engine, () -> Asyncio4jContestant.pingPong(PINGPONGS));
  }

  /** Tasks sleep for 1 to 10 ms. */
  @Benchmark
  @OperationsPerInvocation(SLEEPERS)
  public void timers() {
    Engines.run(engine, () -> Asyncio4jContestant.timers(SLEEPERS));
  }

  /** The same in virtual time: what is left is the work. */
  @Benchmark
  @OperationsPerInvocation(SLEEPERS)
  public void timersInVirtualTime() {
    Engines.runInVirtualTime(engine, () -> Asyncio4jContestant.timers(SLEEPERS));
  }

  /** Callbacks, without any task of their own. */
  @Benchmark
  @OperationsPerInvocation(CALLBACKS)
  public void callSoon() {
    Engines.run(engine, () -> Asyncio4jContestant.callSoon(CALLBACKS));
  }
}
