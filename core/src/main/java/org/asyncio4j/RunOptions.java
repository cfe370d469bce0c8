package org.asyncio4j;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * How to run a program.
 *
 * <p>Python: the keyword arguments of {@code asyncio.run}.
 *
 * @param loopFactory makes the loop
 * @param debug whether the loop is in debug mode; empty leaves it as the loop factory made it
 */
public record RunOptions(Supplier<EventLoop> loopFactory, Optional<Boolean> debug) {

  /** A loop of the default kind, in debug mode if that is the default. */
  public static final RunOptions DEFAULT = new RunOptions(EventLoop::create, Optional.empty());

  /** Checks the components. */
  public RunOptions {
    Arguments.required(loopFactory, "loopFactory");
    Arguments.required(debug, "debug");
  }

  /**
   * {@return these options with another loop factory}
   *
   * @param loopFactory makes the loop
   */
  public RunOptions withLoopFactory(Supplier<EventLoop> loopFactory) {
    return new RunOptions(loopFactory, debug);
  }

  /**
   * {@return these options with debug mode on or off, see {@link EventLoop#setDebug}}
   *
   * @param debug whether it is on
   */
  public RunOptions withDebug(boolean debug) {
    return new RunOptions(loopFactory, Optional.of(debug));
  }
}
