package org.asyncio4j.benchmarks;

import java.util.concurrent.TimeUnit;
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

/** The workloads, one by one, on each engine. What an operation is, {@link Workload} says. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class LoopBenchmark {

  /** How tasks suspend. */
  @Param({"LOOP", "HANDOFF"})
  public EngineKind engine = EngineKind.LOOP;

  /** A thousand tasks take turns by {@code sleep(0)}. */
  @Benchmark
  @OperationsPerInvocation(Workload.SWITCHES)
  public void switchTasks() {
    Engines.run(engine, Workload.SWITCH::run);
  }

  /** The same, with stackless coroutines. */
  @Benchmark
  @OperationsPerInvocation(Workload.SWITCHES)
  public void switchStacklessTasks() {
    Engines.run(engine, Stackless::takeTurns);
  }

  /** Tasks are made, end at once and are awaited. */
  @Benchmark
  @OperationsPerInvocation(Workload.SPAWNS)
  public void spawnAndAwait() {
    Engines.run(engine, Workload.SPAWN::run);
  }

  /** An item goes to another task and back, through queues. */
  @Benchmark
  @OperationsPerInvocation(Workload.PINGPONGS)
  public void queuePingPong() {
    Engines.run(engine, Workload.PINGPONG::run);
  }

  /** Tasks sleep for 1 to 100 ms. */
  @Benchmark
  @OperationsPerInvocation(Workload.SLEEPERS)
  public void timers() {
    Engines.run(engine, Workload.TIMERS::run);
  }

  /** The same in virtual time: what is left is the work. */
  @Benchmark
  @OperationsPerInvocation(Workload.SLEEPERS)
  public void timersInVirtualTime() {
    Engines.runInVirtualTime(engine, Workload.TIMERS::run);
  }

  /** Callbacks, without any task of their own. */
  @Benchmark
  @OperationsPerInvocation(Workload.CALLBACKS)
  public void callSoon() {
    Engines.run(engine, Workload.CALLSOON::run);
  }
}
