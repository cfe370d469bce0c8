package org.asyncio4j.benchmarks;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.RunOptions;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.testing.VirtualClock;
import org.asyncio4j.testing.VirtualTime;

/** Runs a program on a loop of its own, with a chosen engine. */
final class Engines {
  private Engines() {}

  /** Runs a program by the machine's clock. */
  static void run(EngineKind engine, Action program) {
    LoopOptions options = LoopOptions.DEFAULT.withEngine(engine);
    Asyncio.run(
        Asyncio.coroutine(program),
        RunOptions.DEFAULT.withLoopFactory(() -> EventLoop.create(options)));
  }

  /** Runs a program in virtual time: what it sleeps takes no time. */
  static void runInVirtualTime(EngineKind engine, Action program) {
    LoopOptions options = LoopOptions.DEFAULT.withEngine(engine);
    Asyncio.run(
        Asyncio.coroutine(program),
        RunOptions.DEFAULT.withLoopFactory(
            () -> VirtualTime.newEventLoop(new VirtualClock(), options)));
  }
}
