package org.asyncio4j;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to warn that a blocked call holds a loop: for each loop, how long the same call has
 * been seen, and which places in the code have been reported.
 *
 * <p>It counts looks, not only time: a process that was stopped, or a machine that was asleep, does
 * not make a short call long. It reads no clock and starts no thread, so that tests can.
 */
final class LoopHold {
  // A call is reported at the latest when it has lasted one and a quarter of the limit.
  static final int LOOKS_PER_LIMIT = 4;

  private static final int GROWTH = 10;
  private static final long LONGEST_QUIET = TimeUnit.HOURS.toNanos(1);
  private static final int MOST_PLACES = 100;
  private static final long NOTHING = -1;

  /** A loop, as another thread sees it. All answers may be outdated when they arrive. */
  interface Subject {
    /** {@return a number that stays the same while the same step holds the loop} */
    long beats();

    /** {@return whether a step with this number holds the loop; else the loop waits} */
    boolean isHeld(long beats);

    /** {@return whether the step's thread waits, rather than computes} Asked at each look. */
    boolean looksBlocked();

    /**
     * {@return the call that the step is blocked in, null if there is none} Asked rarely; believed
     * only if the beats are the same afterwards.
     */
    @Nullable BlockedCall call();
  }

  private final Subject subject;
  private final long limit;
  private final BiConsumer<BlockedCall, Duration> report;

  // The watching thread alone.
  private final Map<String, Quiet> places =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Quiet> eldest) {
          return size() > MOST_PLACES;
        }
      };
  private long seen = NOTHING;
  private long since;
  private int looksBlocked;
  private long nextInThisHold;

  /** After a report: until when there is none, and how long the next such time will be. */
  private record Quiet(long until, long next) {}

  /**
   * Prepares the watch of a loop.
   *
   * @param limit in nanoseconds
   * @param report gets the call, and how long it has held the loop
   */
  LoopHold(Subject subject, long limit, BiConsumer<BlockedCall, Duration> report) {
    this.subject = subject;
    this.limit = limit;
    this.report = report;
  }

  /** {@return how long to wait from one look to the next, in nanoseconds} */
  long pause() {
    return Math.max(limit / LOOKS_PER_LIMIT, TimeUnit.MILLISECONDS.toNanos(1));
  }

  /** {@return how many places it keeps in mind} */
  int remembered() {
    return places.size();
  }

  /**
   * Looks at the loop once.
   *
   * @param now in nanoseconds, of any clock that goes on while the program runs
   */
  void look(long now) {
    long beats = subject.beats();
    if (beats != seen) {
      seen = beats;
      since = now;
      looksBlocked = 0;
      nextInThisHold = limit;
      return;
    }
    if (!subject.isHeld(beats) || !subject.looksBlocked()) {
      looksBlocked = 0;
      return;
    }
    looksBlocked++;
    long held = now - since;
    if (looksBlocked >= LOOKS_PER_LIMIT && held >= nextInThisHold) {
      reportUnlessQuiet(beats, now, held);
    }
  }

  private void reportUnlessQuiet(long beats, long now, long held) {
    BlockedCall call = subject.call();
    if (subject.beats() != beats) { // what was read may be of two steps
      return;
    }
    if (call == null) {
      looksBlocked = 0;
      return;
    }
    Quiet quiet = places.get(call.place());
    if (quiet != null && now - quiet.until < 0) {
      return;
    }
    long next = quiet == null ? grown(limit) : quiet.next;
    places.remove(call.place()); // so that it becomes the youngest
    places.put(call.place(), new Quiet(now + next, grown(next)));
    nextInThisHold = held + next;
    report.accept(call, Duration.ofNanos(held));
  }

  private long grown(long quiet) {
    long longest = Math.max(LONGEST_QUIET, limit);
    return quiet > longest / GROWTH ? longest : quiet * GROWTH;
  }
}
