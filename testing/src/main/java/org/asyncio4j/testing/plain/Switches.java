package org.asyncio4j.testing.plain;

import org.asyncio4j.testing.internal.Director;
import org.jspecify.annotations.Nullable;

/** Switches threads where they touch what threads may share. Belongs to the carrier. */
final class Switches {
  private final Scheduler scheduler;
  private final Randomness randomness;

  // Decides in a run that is explored; else it follows from the seed.
  private final @Nullable Director director;

  // How many classes are being initialized by the step that is made.
  private int initializers;

  Switches(Scheduler scheduler, Randomness randomness, @Nullable Director director) {
    this.scheduler = scheduler;
    this.randomness = randomness;
    this.director = director;
  }

  /** A thread is about to make a step. */
  void stepBegins() {
    initializers = 0;
  }

  /**
   * A class begins or ends to be initialized. Between these the thread holds its carrier; and they
   * are in the first run in a JVM only, but all runs of a schedule have to have the same places.
   */
  void initializing(boolean begins) {
    initializers += begins ? 1 : -1;
  }

  /** The mounted thread is at a place where it may let another one run. */
  void point() {
    // A task's step is never interrupted: that is the loop's promise.
    if (scheduler.mounted() != null
        && initializers == 0
        && scheduler.hasOthers()
        && (director == null ? randomness.switches() : preempts(director))) {
      Thread.yield();
    }
  }

  private boolean preempts(Director explorer) {
    return scheduler.choices().size() > 1 && explorer.preempts(scheduler.choices());
  }
}
