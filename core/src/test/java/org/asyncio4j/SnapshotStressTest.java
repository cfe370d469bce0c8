package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A collection is copied while its owner, another thread, fills and empties it. */
@Tag("one-engine")
@Timeout(60)
final class SnapshotStressTest {
  private static final int ELEMENTS = 100;

  static List<Collection<Integer>> collections() {
    return List.of(new LinkedHashSet<>(), new ArrayDeque<>(), new ArrayList<>());
  }

  @ParameterizedTest
  @MethodSource("collections")
  void copyNeverFailsAndHoldsNothingButElements(Collection<Integer> changing) throws Exception {
    var over = new AtomicBoolean();
    Thread owner =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    for (int i = 0; i < ELEMENTS; i++) {
                      changing.add(i);
                    }
                    for (int i = ELEMENTS - 1; i >= 0; i--) {
                      changing.remove(i);
                    }
                  }
                });
    try {
      for (int i = 0; i < 100_000; i++) {
        assertThat(Snapshot.of(changing).stream().allMatch(n -> n >= 0 && n < ELEMENTS)).isTrue();
      }
    } finally {
      over.set(true);
      owner.join();
    }
  }
}
