package org.asyncio4j.testing;

/** Throws what a signature does not say. */
final class Sneaky {
  private Sneaky() {}

  /**
   * Throws {@code thrown}; to be called as {@code throw sneak(e)}, so that the compiler sees it.
   */
  static RuntimeException sneak(Throwable thrown) {
    throw Sneaky.<RuntimeException>as(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X as(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
