package org.asyncio4j.simulation;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** One direction between two nodes: what is sent there, one after the other. Loop thread only. */
final class Link {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Simulation simulation;
  private final Deviations deviations;
  private final String name;
  private final String site;
  private final Draws travels;
  private final Draws doublings;
  private final Draws overtakings;
  private LinkOptions options;
  private long busyUntil;

  // Of all that was sent, whether or not it has arrived: repetitions and answers, too.
  private int number;
  private RandomGenerator random = Draws.LEAST;

  Link(Simulation simulation, Node from, Node to, LinkOptions options) {
    this.simulation = simulation;
    this.deviations = simulation.deviations();
    this.options = options;
    this.name = "%s -> %s".formatted(from.name(), to.name());
    this.site = Deviations.site(from.name(), to.name());
    this.travels = simulation.draws("travels on " + site);
    this.doublings = simulation.draws("doublings on " + site);
    this.overtakings = simulation.draws("overtakings on " + site);
  }

  void setOptions(LinkOptions options) {
    this.options = options;
  }

  /** Something is sent, which the questions are about from now on. */
  void begin() {
    number++;
    random = travels.of(number);
  }

  boolean loses() {
    return chance(random, options.loss()) && happens(Deviation.Kind.LOST, "is lost");
  }

  private static boolean chance(RandomGenerator random, double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  private boolean happens(Deviation.Kind kind, String what) {
    return deviations.happens(
        kind, site, number, () -> "%s: message %s %s".formatted(name, number, what));
  }

  /** {@return how long it takes} */
  long nanos(int bytes) {
    long latency = latency();
    return options.bytesPerSecond().isEmpty() ? latency : latency + queueing(bytes);
  }

  private long latency() {
    long nanos = Checks.drawn(options.latency(), random);
    if (deviations.areFree()) {
      return nanos;
    }
    long least = Checks.drawn(options.latency(), Draws.LEAST);
    boolean delayed =
        nanos > least && happens(Deviation.Kind.DELAYED, "takes " + Checks.millis(nanos));
    return delayed ? nanos : least;
  }

  private long queueing(int bytes) {
    long now = simulation.nanos();
    long begins = Math.max(now, busyUntil);
    busyUntil = begins + bytes * NANOS_PER_SECOND / options.bytesPerSecond().getAsLong();
    return busyUntil - now;
  }

  /** {@return whether it arrives twice} */
  boolean doubles() {
    if (!chance(doublings.of(number), options.duplication())) {
      return false;
    }
    boolean happens = happens(Deviation.Kind.TWICE, "arrives twice");
    if (!happens) {
      number++; // the one that is not sent would have it: those after it keep theirs
    }
    return happens;
  }

  /** {@return how much longer it takes, so that others overtake it} */
  OptionalLong overtaken() {
    RandomGenerator overtaking = overtakings.of(number);
    return chance(overtaking, options.reordering())
            && happens(Deviation.Kind.OVERTAKEN, "may be overtaken")
        ? OptionalLong.of(Checks.drawn(options.latency(), overtaking))
        : OptionalLong.empty();
  }

  @Override
  public String toString() {
    return "link " + name;
  }
}
