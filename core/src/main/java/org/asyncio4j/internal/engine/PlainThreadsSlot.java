package org.asyncio4j.internal.engine;

/** Where the current {@link PlainThreads} are found. */
final class PlainThreadsSlot {
  static final ScopedValue<PlainThreads> MAKING = ScopedValue.newInstance();
  static final ThreadSlot<PlainThreads> CARRIER = new ThreadSlot<>();

  private PlainThreadsSlot() {}
}
