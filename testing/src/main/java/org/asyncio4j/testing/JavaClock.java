package org.asyncio4j.testing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/** A virtual clock, as the JDK's code sees it. */
final class JavaClock extends Clock {
  private final VirtualClock clock;
  private final Instant start;
  private final ZoneId zone;

  JavaClock(VirtualClock clock, Instant start, ZoneId zone) {
    this.clock = clock;
    this.start = Objects.requireNonNull(start, "start");
    this.zone = Objects.requireNonNull(zone, "zone");
  }

  @Override
  public Instant instant() {
    return start.plusNanos(clock.nanos());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new JavaClock(clock, start, zone);
  }

  @Override
  public String toString() {
    return "%s as Clock[%s, %s]".formatted(clock, start, zone);
  }
}
