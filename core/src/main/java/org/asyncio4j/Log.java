package org.asyncio4j;

/**
 * Where everything here is logged.
 *
 * <p>In a class of its own, which the JVM initializes when there is something to log: to get the
 * JDK's logging ready takes longer than all else that a loop does before its first step.
 */
final class Log {
  static final System.Logger LOG = System.getLogger("asyncio4j");

  private Log() {}
}
