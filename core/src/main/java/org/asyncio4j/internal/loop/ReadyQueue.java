package org.asyncio4j.internal.loop;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is ready to run, in an order that the implementation decides.
 *
 * <p>Loop thread only.
 */
public interface ReadyQueue<E> {

  /** Adds an entry. */
  void add(E entry);

  /** Takes the next entry, null if there is none. */
  @Nullable E poll();

  /** {@return what {@link #poll} would take, null if there is none or it is not decided yet} */
  @Nullable E peek();

  /** {@return how many entries there are} */
  int size();

  /**
   * Calls {@code action} with each entry, in the order of arrival; it must not change the queue.
   */
  void forEach(Consumer<? super E> action);

  /** Drops all entries. */
  void clear();
}
