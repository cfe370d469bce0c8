package org.asyncio4j.testing.plain;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import org.asyncio4j.Context;

/**
 * What stands in for the common pool in {@code CompletableFuture}: each asynchronous completion has
 * a simulated thread of its own, each delay is a timer of the loop.
 *
 * <p>Belongs to the carrier and the simulation's threads.
 */
final class AsyncPool extends ForkJoinPool {
  private final Simulation simulation;
  private int started;

  AsyncPool(Simulation simulation) {
    super(1);
    this.simulation = simulation;
  }

  @Override
  public void execute(Runnable body) {
    simulation.scheduler().newThread("async-" + ++started, body).start();
  }

  /** Has {@code body} run after a time, unless it is done then. */
  void runAfter(long nanos, Runnable body, BooleanSupplier done) {
    simulation
        .scheduler()
        .inside(
            () ->
                simulation
                    .loop()
                    .callLater(
                        Duration.ofNanos(Math.max(0, nanos)),
                        () -> {
                          if (!done.getAsBoolean()) {
                            execute(body);
                          }
                        },
                        new Context()));
  }
}
