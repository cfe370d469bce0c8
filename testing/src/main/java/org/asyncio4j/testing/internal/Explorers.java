package org.asyncio4j.testing.internal;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.testing.AsyncTests;
import org.asyncio4j.testing.Exploration;
import org.asyncio4j.testing.ExploreOptions;
import org.jspecify.annotations.Nullable;

/** The door of the explorer for what else than an event loop's tasks can be explored. */
@FunctionalInterface
public interface Explorers {

  /**
   * As {@link AsyncTests#explore(ExploreOptions, Callable)}, on stages of another kind.
   *
   * @param options how
   * @param stages makes one for each run
   * @param body the test
   * @return what was tried
   */
  Exploration explore(ExploreOptions options, Stage.Maker stages, Callable<?> body);

  /** Where the package of the explorer, none of which is public, has put it. */
  final class Slot {
    // Written once, while AsyncTests is initialized.
    private static final AtomicReference<@Nullable Explorers> EXPLORERS = new AtomicReference<>();

    private Slot() {}

    /**
     * Puts it in.
     *
     * @param explorer what explores
     */
    public static void put(Explorers explorer) {
      EXPLORERS.set(explorer);
    }

    /** {@return it} */
    public static Explorers get() {
      try {
        MethodHandles.lookup().ensureInitialized(AsyncTests.class);
      } catch (IllegalAccessException impossible) {
        throw new AssertionError(impossible);
      }
      return Objects.requireNonNull(EXPLORERS.get());
    }
  }
}
