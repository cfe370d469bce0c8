package org.asyncio4j.internal.engine;

/** The loop, as its callback frames see it. */
public interface ActionHost {

  /**
   * An action that was blocked in the JDK may go on, by {@code unblocked}, to be called on the
   * carrier. Any thread may call it.
   */
  void actionRunnable(Runnable unblocked);

  /** An action is blocked in the JDK: until {@link #actionGoesOn} only what the JDK wakes runs. */
  void actionBlocked();

  /** Waits until the JDK has woken something, and lets that go on. On the carrier. */
  void awaitUnblocked();

  /** The action that was blocked has ended. */
  void actionGoesOn();

  /** An action has left its thread interrupted, or an interrupt has come too late for it. */
  void interruptArrived();
}
