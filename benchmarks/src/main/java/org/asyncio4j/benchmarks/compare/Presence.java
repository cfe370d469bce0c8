package org.asyncio4j.benchmarks.compare;

/** Whether a contestant can be started here. */
sealed interface Presence {

  /**
   * It can.
   *
   * @param version of what it is
   */
  record Present(String version) implements Presence {}

  /**
   * It cannot.
   *
   * @param reason what is not there, or too old
   */
  record Missing(String reason) implements Presence {}
}
