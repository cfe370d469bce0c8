package org.asyncio4j.simulation;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that has happened in a simulation and would not happen in a quiet world: there messages
 * take the least time and none is lost, nothing is cut, nobody crashes, disks are fast, no fault
 * point fires, and what has been ready for longest runs next.
 *
 * <p>Java only.
 *
 * @param id names it among those of the same seed, in {@link SimulationError#replay}; its first
 *     part is what kind of a deviation it is
 * @param at when it happened, in simulated time
 * @param what in words
 */
public record Deviation(String id, Duration at, String what) {
  private static final double MILLIS_PER_SECOND = 1e3;

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "at %.3f s: %s", at.toMillis() / MILLIS_PER_SECOND, what);
  }

  /** In which ways a world can be other than quiet: those that say the least come first. */
  enum Kind {
    /** Of all that is ready, something else runs than what has been so for longest. */
    ORDER,
    /** A message takes more than the least time. */
    DELAYED,
    /** An operation of a disk takes more than the least time. */
    SLOW,
    /** A datagram can be overtaken. */
    OVERTAKEN,
    /** A datagram arrives twice. */
    TWICE,
    /** A message, or a part of a stream, does not arrive. */
    LOST,
    /** A fault point fires. */
    FAULT,
    /** A crash takes what was not synced, or a part of it. */
    UNSYNCED,
    /** The programs of a node are killed. */
    KILLED,
    /** A node crashes. */
    CRASHED,
    /** The network is cut. */
    CUT;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** {@return whether it happens all the time, and says little} */
    boolean isNoise() {
      return compareTo(SLOW) <= 0;
    }

    /** {@return how it is called in what names a deviation} */
    String word() {
      return word;
    }
  }
}
