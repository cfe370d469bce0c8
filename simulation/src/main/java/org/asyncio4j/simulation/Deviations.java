package org.asyncio4j.simulation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.asyncio4j.testing.VirtualClock;
import org.jspecify.annotations.Nullable;

/**
 * Decides of everything that a quiet world would not have whether it happens, and remembers what
 * has. Loop thread only.
 *
 * <p>A run that shall have all of them neither decides nor remembers, which takes time.
 */
final class Deviations {
  private final VirtualClock clock;
  private final @Nullable Kept kept;
  private final List<Deviation> happened = new ArrayList<>();

  Deviations(VirtualClock clock, Optional<String> kept) {
    this.clock = clock;
    this.kept = kept.map(Kept::parse).orElse(null);
  }

  /** {@return whether all happen, so that nobody need ask} */
  boolean areFree() {
    return kept == null;
  }

  /** {@return whether something happens that is the only one of its kind with that number} */
  boolean happens(Deviation.Kind kind, int number, Supplier<String> what) {
    return kept == null || decide(kept, kind, kind.word() + "@" + number, what);
  }

  /**
   * {@return whether something happens that a quiet world would not have}
   *
   * @param kind of what kind it is
   * @param site where; a {@link #site} if it has a name that others give
   * @param number counts what might happen there, from 1; whether or not it does
   * @param what in words
   */
  boolean happens(Deviation.Kind kind, String site, int number, Supplier<String> what) {
    return kept == null || decide(kept, kind, kind.word() + "@" + site + "@" + number, what);
  }

  private boolean decide(Kept kept, Deviation.Kind kind, String id, Supplier<String> what) {
    if (!kept.keeps(kind, id)) {
      return false;
    }
    happened.add(new Deviation(id, Duration.ofNanos(clock.nanos()), what.get()));
    return true;
  }

  /** {@return a name as it may stand in an {@link Deviation#id}} */
  static String site(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  /** {@return a place between two names, or of the second one at the first} */
  static String site(String one, String other) {
    return site(one) + "/" + site(other);
  }

  /** {@return what has happened; nothing if all was to happen} */
  List<Deviation> happened() {
    return List.copyOf(happened);
  }

  @Override
  public String toString() {
    return "Deviations[%s, happened=%s]"
        .formatted(kept == null ? "all" : kept.toString(), happened.size());
  }
}
