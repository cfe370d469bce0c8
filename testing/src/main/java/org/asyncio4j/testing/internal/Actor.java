package org.asyncio4j.testing.internal;

import org.asyncio4j.SchedulePolicy;

/** A plain thread of a run. Asked between its steps. */
public interface Actor extends SchedulePolicy.Free {

  /** {@return its name, equal in equal runs, and no other's in the run} */
  String name();

  /** {@return where in the program it is and why it does not go on} */
  String activity();

  /** {@return whether it waits, rather than could go on or has ended} */
  boolean waits();

  /** Interrupts it. */
  void interrupt();
}
