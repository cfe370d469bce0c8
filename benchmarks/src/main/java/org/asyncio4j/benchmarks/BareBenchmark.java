package org.asyncio4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What {@link LoopBenchmark#switchTasks} would cost without a loop: the JDK's part of it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class BareBenchmark {
  private static final int TURN_TAKERS = 1_000;
  private static final int TURNS = 1_000;

  /** Virtual threads take turns by parking. */
  @Benchmark
  @OperationsPerInvocation(TURN_TAKERS * TURNS)
  public void parkAndUnpark() {
    BareThreads.parkAndUnpark(TURN_TAKERS, TURNS);
  }

  /** Virtual threads take turns by yielding. */
  @Benchmark
  @OperationsPerInvocation(TURN_TAKERS * TURNS)
  public void yieldAndResume() {
    BareThreads.yieldAndResume(TURN_TAKERS, TURNS);
  }
}
