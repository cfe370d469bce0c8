package org.asyncio4j.testing.junit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asyncio4j.EventLoop;
import org.asyncio4j.testing.Sequencer;
import org.asyncio4j.testing.Steps;
import org.asyncio4j.testing.VirtualClock;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** The arguments that one run of a test gets from us: one of each type. */
final class Parameters {
  private static final Set<Class<?>> TYPES =
      Set.of(EventLoop.class, VirtualClock.class, Steps.class, Sequencer.class);

  private final EventLoop loop;
  private final Optional<VirtualClock> clock;
  private final Map<Class<?>, Object> made = new HashMap<>();

  Parameters(EventLoop loop, Optional<VirtualClock> clock) {
    this.loop = loop;
    this.clock = clock;
  }

  static boolean isOurs(Class<?> type) {
    return TYPES.contains(type);
  }

  /** {@return the argument of a type that is ours} */
  Object get(Class<?> type) {
    return made.computeIfAbsent(type, this::make);
  }

  private Object make(Class<?> type) {
    if (type == EventLoop.class) {
      return loop;
    }
    if (type == VirtualClock.class) {
      return clock.orElseThrow(
          () ->
              new ParameterResolutionException(
                  "a test in real time has no VirtualClock: expected clock = VIRTUAL or MANUAL"));
    }
    return type == Steps.class ? new Steps() : new Sequencer();
  }
}
