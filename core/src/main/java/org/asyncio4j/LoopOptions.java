package org.asyncio4j;

import java.util.Optional;
import java.util.function.Supplier;
import org.asyncio4j.internal.loop.ParkReactor;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.spi.Reactor;

/**
 * What a loop stands on.
 *
 * <p>Java only: CPython makes a loop of another kind by subclassing.
 *
 * @param clock the loop's time
 * @param reactor makes the reactor, a new one for each loop
 * @param engine how tasks suspend; empty leaves it to the system property {@code asyncio4j.engine},
 *     and without that to the JVM's flags
 */
public record LoopOptions(Clock clock, Supplier<Reactor> reactor, Optional<EngineKind> engine) {

  /** The machine's clock, a reactor without I/O, the best engine that the JVM allows. */
  public static final LoopOptions DEFAULT =
      new LoopOptions(Clock.SYSTEM, ParkReactor::new, Optional.empty());

  /** Checks the components. */
  public LoopOptions {
    Arguments.required(clock, "clock");
    Arguments.required(reactor, "reactor");
    Arguments.required(engine, "engine");
  }

  /**
   * {@return these options with another clock}
   *
   * @param clock the loop's time
   */
  public LoopOptions withClock(Clock clock) {
    return new LoopOptions(clock, reactor, engine);
  }

  /**
   * {@return these options with another reactor}
   *
   * @param reactor makes the reactor, a new one for each loop
   */
  public LoopOptions withReactor(Supplier<Reactor> reactor) {
    return new LoopOptions(clock, reactor, engine);
  }

  /**
   * {@return these options with a chosen engine}
   *
   * @param engine how tasks suspend
   */
  public LoopOptions withEngine(EngineKind engine) {
    return new LoopOptions(clock, reactor, Optional.of(engine));
  }
}
