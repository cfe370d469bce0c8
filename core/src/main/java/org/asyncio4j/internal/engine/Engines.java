package org.asyncio4j.internal.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.asyncio4j.spi.EngineKind;
import org.jspecify.annotations.Nullable;

/** Chooses the engine: the loop engine where java.lang is open, the hand-off engine elsewhere. */
public final class Engines {
  /** The system property that forces an engine: {@code loop} or {@code handoff}. */
  public static final String PROPERTY = "asyncio4j.engine";

  // Once for each JVM: what the user can do about it, they do for the whole JVM.
  private static final AtomicBoolean FALLBACK_IS_LOGGED = new AtomicBoolean();

  private Engines() {}

  /**
   * Makes the engine of a loop. Logs a warning, once for each JVM, if that is the hand-off engine
   * although nobody asked for it.
   *
   * @param wanted the kind asked for in code; empty leaves it to {@link #PROPERTY} and the JVM
   * @throws IllegalStateException if the loop engine is asked for and cannot run in this JVM
   * @throws IllegalArgumentException if the property names no engine
   */
  public static Engine create(Optional<EngineKind> wanted, FrameHost host, ActionHost actions) {
    Jdk.Unusable unusable = Jdk.unusable();
    if (kind(wanted) == EngineKind.HANDOFF) {
      if (unusable != null && isLeftToTheJvm(wanted)) {
        warnOnce(unusable);
      }
      return new HandoffEngine(host);
    }
    if (unusable != null) {
      throw unusable.exception();
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
    return Jdk.usable() ? EngineKind.LOOP : EngineKind.HANDOFF;
  }

  private static boolean isLeftToTheJvm(Optional<EngineKind> wanted) {
    return PlainThreads.current() == null && wanted.or(Engines::forced).isEmpty();
  }

  private static void warnOnce(Jdk.Unusable reason) {
    if (FALLBACK_IS_LOGGED.compareAndSet(false, true)) {
      System.getLogger("asyncio4j").log(System.Logger.Level.WARNING, fallbackWarning(reason));
    }
  }

  /** {@return what the hand-off engine cannot do, why it runs, and what to do about it} */
  static String fallbackWarning(Jdk.Unusable reason) {
    return """
        using the hand-off engine, which cannot suspend a task in a blocking call of the JDK. \
        While a task is in Thread.sleep, a lock, a BlockingQueue or a socket, its whole loop stands \
        still. Timeouts and cancellation do not end the call. Two tasks that wait for each other \
        through a lock or queue of the JDK hang for ever. A program whose tasks wait only by \
        asyncio4j's own means is not affected.
        The reason: %s"""
        .formatted(reason.describe());
  }

  /**
   * {@return under which condition the loop engine would run, such as "with --add-opens …"; null if
   * it never does in this JVM}
   */
  public static @Nullable String loopEngineCondition() {
    Jdk.Unusable reason = Jdk.unusable();
    if (reason == null) {
      return "on the loop engine";
    }
    return reason.closed() ? "with " + Jdk.flag() : null;
  }
}
