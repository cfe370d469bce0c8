package org.asyncio4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that changes whenever a loop begins to run something, and when it goes to wait. By it
 * another thread can tell that the loop is stuck.
 */
final class Pulse {
  private static final VarHandle BEATS;

  static {
    try {
      BEATS = MethodHandles.lookup().findVarHandle(Pulse.class, "beats", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  // Odd while the loop runs something. Written by the loop's thread alone; opaque, so that a
  // reader sees it in the end, and the loop pays no more than for any other field.
  private long beats;

  void begins() {
    BEATS.setOpaque(this, beats + 2 | 1);
  }

  void rests() {
    BEATS.setOpaque(this, beats + 2 & ~1);
  }

  /** Any thread. */
  long read() {
    return (long) BEATS.getOpaque(this);
  }

  static boolean isRunning(long beats) {
    return (beats & 1) == 1;
  }
}
