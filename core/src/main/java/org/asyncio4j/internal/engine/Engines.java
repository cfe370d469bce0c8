package org.asyncio4j.internal.engine;

import java.util.Locale;
import java.util.Optional;
import org.asyncio4j.spi.EngineKind;

/** Chooses the engine: the fast one where java.lang is open, the portable one elsewhere. */
public final class Engines {
  /** The system property that forces an engine: {@code loop} or {@code handoff}. */
  public static final String PROPERTY = "asyncio4j.engine";

  private Engines() {}

  /**
   * Makes the engine of a loop.
   *
   * @param wanted the kind asked for in code; empty leaves it to {@link #PROPERTY} and the JVM
   * @throws IllegalStateException if the loop engine is asked for and java.lang is closed
   * @throws IllegalArgumentException if the property names no engine
   */
  public static Engine create(Optional<EngineKind> wanted, FrameHost host, ActionHost actions) {
    EngineKind kind = kind(wanted);
    if (kind == EngineKind.HANDOFF) {
      return new HandoffEngine(host);
    }
    if (!Jdk.open()) {
      throw new IllegalStateException(
          "the loop engine cannot run: expected the JVM flag " + Jdk.flag(), Jdk.whyClosed());
    }
    PlainThreads plain = PlainThreadsSlot.MAKING.isBound() ? PlainThreadsSlot.MAKING.get() : null;
    return new ScheduledEngine(host, actions, plain);
  }

  /**
   * {@return the kind of engine that a loop gets}
   *
   * @param wanted as for {@link #create}
   * @throws IllegalArgumentException if the property names no engine
   */
  public static EngineKind kind(Optional<EngineKind> wanted) {
    // A simulated thread cannot be a carrier; and a carrier of its own would not be simulated.
    return PlainThreads.current() != null
        ? EngineKind.HANDOFF
        : wanted.or(Engines::forced).orElseGet(Engines::best);
  }

  private static Optional<EngineKind> forced() {
    String name = System.getProperty(PROPERTY, "");
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "" -> Optional.empty();
      case "loop" -> Optional.of(EngineKind.LOOP);
      case "handoff" -> Optional.of(EngineKind.HANDOFF);
      default ->
          throw new IllegalArgumentException(
              "system property %s must be loop or handoff, got %s".formatted(PROPERTY, name));
    };
  }

  private static EngineKind best() {
    return Jdk.open() ? EngineKind.LOOP : Fallback.engine();
  }

  /** Initialized at the first use, so that the reason is logged once for each JVM. */
  private static final class Fallback {
    static {
      System.getLogger("asyncio4j")
          .log(
              System.Logger.Level.INFO,
              "using the slower hand-off engine; for the fast one start java with " + Jdk.flag());
    }

    private static EngineKind engine() {
      return EngineKind.HANDOFF;
    }
  }
}
