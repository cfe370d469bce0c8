package org.asyncio4j.internal.engine;

/**
 * Waits of a virtual thread that there is no room to put aside: they hold its carrier. In an {@code
 * Object.wait} the JDK then adds another carrier for as long, so that whoever is waited for can
 * run; a thread that spins would keep it from running on a machine with one processor.
 */
final class HeldWait {
  private static final long MILLIS = 1;

  private HeldWait() {}

  /** An interrupt ends it and is kept. */
  @SuppressWarnings("WaitNotInLoop") // the caller asks again
  static void aMoment() {
    var nobodyElses = new Object();
    try {
      synchronized (nobodyElses) {
        nobodyElses.wait(MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (VirtualMachineError noRoom) {
      Thread.onSpinWait();
    }
  }
}
