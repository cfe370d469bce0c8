package org.asyncio4j.spi;

/**
 * The ways to suspend and resume a coroutine's body.
 *
 * <p>Java only: CPython has one engine, its interpreter.
 */
public enum EngineKind {
  /**
   * The loop is the scheduler of its tasks' virtual threads. Fast; a task that calls a blocking
   * method of the JDK suspends alone, and cancellation interrupts the call. Needs the JVM flag
   * {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
   */
  LOOP,
  /**
   * Loop and tasks are virtual threads that hand a baton to each other. Needs no flag. A task that
   * calls a blocking method of the JDK holds the whole loop until the call returns: timeouts and
   * cancellation do not end the call, and two tasks that wait for each other through a lock or
   * queue of the JDK hang for ever. The loop warns of such calls, see {@link
   * org.asyncio4j.LoopOptions#blockedCallWarning}.
   */
  HANDOFF
}
