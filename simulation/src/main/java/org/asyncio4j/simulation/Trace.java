package org.asyncio4j.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.asyncio4j.testing.VirtualClock;

/**
 * What happens in a simulation: all of it as a hash, the last of it as text. Loop thread only.
 *
 * <p>The hash is of every step of a task and every callback, with their times, and of every event
 * of nodes, network, disks and faults; the text is of the latter.
 *
 * <p>Java only.
 */
public final class Trace {
  private static final int KEPT = 200;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final double NANOS_PER_SECOND = 1e9;

  /** One event; made a text when somebody wants to read it. */
  private record Event(long nanos, String where, String what, String subject, long number) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%12.6f  %-10s %s %s%s",
          nanos / NANOS_PER_SECOND,
          where,
          what,
          subject,
          number == 0 ? "" : " " + number);
    }
  }

  private final VirtualClock clock;
  private final ArrayDeque<Event> recent = new ArrayDeque<>(KEPT);
  private long hash;
  private long steps;

  Trace(VirtualClock clock) {
    this.clock = clock;
  }

  /** {@return the hash of all that has happened up to now} */
  public long hash() {
    return hash;
  }

  /** {@return how many steps of tasks and callbacks have been run} */
  public long steps() {
    return steps;
  }

  /** {@return the last events, oldest first} */
  public List<String> recent() {
    List<String> lines = new ArrayList<>();
    recent.forEach(event -> lines.add(event.toString()));
    return lines;
  }

  void step(int picked, int choices, boolean ofTask) {
    steps++;
    mix(clock.nanos());
    mix(((long) picked << Integer.SIZE) | (choices << 1) | (ofTask ? 1 : 0));
  }

  void add(String what, String subject) {
    add(what, subject, 0);
  }

  void add(String what, String subject, long number) {
    NodeProcess process = NodeProcess.currentOrNull();
    addAt(process == null ? "" : process.name(), what, subject, number);
  }

  void addAt(String where, String what, String subject, long number) {
    if (recent.size() == KEPT) {
      recent.removeFirst();
    }
    recent.addLast(new Event(clock.nanos(), where, what, subject, number));
    mix(clock.nanos());
    mix(where.hashCode());
    mix(what.hashCode());
    mix(subject.hashCode());
    mix(number);
  }

  // Texts by String.hashCode, which is specified: it is the same in every JVM.
  private void mix(long value) {
    long mixed = (hash ^ value) * MULTIPLIER;
    hash = mixed ^ (mixed >>> 29);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Trace[%016x, steps=%s]", hash, steps);
  }
}
