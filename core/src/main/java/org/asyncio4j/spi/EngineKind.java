package org.asyncio4j.spi;

/**
 * The ways to suspend and resume a coroutine's body.
 *
 * <p>Java only: CPython has one engine, its interpreter.
 */
public enum EngineKind {
  /** The loop is the scheduler of its tasks' virtual threads. Fast; needs {@code --add-opens}. */
  LOOP,
  /** Loop and tasks are virtual threads that hand a baton to each other. Needs no flag. */
  HANDOFF
}
