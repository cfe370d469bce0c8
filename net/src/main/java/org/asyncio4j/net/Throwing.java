package org.asyncio4j.net;

/** Throws what others have handed over. */
final class Throwing {
  private Throwing() {}

  /**
   * Throws it as it is, the same object, checked or not: {@code throw Throwing.asIs(thrown)}.
   *
   * @return never
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // for the compiler only
  static <X extends Throwable> RuntimeException asIs(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
