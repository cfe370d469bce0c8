package org.asyncio4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A future that is waited for in the place of something that is none: a lock, a group of tasks.
 * While it is pending it knows what, for the call graph.
 */
final class Waiter<T extends @Nullable Object> extends Future<T> {
  // Written by the loop's thread; another one may see it too late, and then knows less.
  private @Nullable Object source;

  boolean inLine; // of WaitingLine

  Waiter(BaseEventLoop loop, Object source) {
    super(loop);
    this.source = source;
  }

  @Override
  void whenDone() {
    source = null;
  }

  Optional<Object> source() {
    return Optional.ofNullable(source);
  }
}
