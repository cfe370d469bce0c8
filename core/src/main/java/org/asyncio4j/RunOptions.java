package org.asyncio4j;

import java.util.function.Supplier;

/**
 * How to run a program.
 *
 * <p>Python: the keyword arguments of {@code asyncio.run}.
 *
 * @param loopFactory makes the loop
 */
public record RunOptions(Supplier<EventLoop> loopFactory) {

  /** A loop of the default kind. */
  public static final RunOptions DEFAULT = new RunOptions(EventLoop::create);

  /** Checks the components. */
  public RunOptions {
    Arguments.required(loopFactory, "loopFactory");
  }

  /**
   * {@return these options with another loop factory}
   *
   * @param loopFactory makes the loop
   */
  public RunOptions withLoopFactory(Supplier<EventLoop> loopFactory) {
    return new RunOptions(loopFactory);
  }
}
