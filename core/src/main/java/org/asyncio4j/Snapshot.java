package org.asyncio4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Copies of collections that belong to a loop's thread, for whichever thread looks at a call graph.
 *
 * <p>On the loop's thread they are exact. On another one the collection may change under the copy:
 * then an element may be missing, and what is torn so badly that it throws is read again.
 */
final class Snapshot {
  private static final int ATTEMPTS = 100;

  private Snapshot() {}

  @SuppressWarnings("unchecked")
  static <E> List<E> of(Collection<? extends E> changing) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        // Not an iterator: toArray comes to an end even if the links that it follows do not.
        var copy = new ArrayList<E>();
        for (Object element : changing.toArray()) {
          if (element != null) {
            copy.add((E) element);
          }
        }
        return copy;
      } catch (RuntimeException torn) {
        Thread.onSpinWait();
      }
    }
    return List.of();
  }

  /** {@return the string of an object that belongs to a loop's thread} */
  static String text(Object changing) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return changing.toString();
      } catch (RuntimeException torn) {
        Thread.onSpinWait();
      }
    }
    return changing.getClass().getSimpleName();
  }
}
