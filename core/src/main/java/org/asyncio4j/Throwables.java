package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/** Throwing and sorting throwables. */
final class Throwables {
  private Throwables() {}

  /** Throws {@code thrown} itself, checked or not; "returns" for the compiler's sake. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }

  /** {@return whether it leaves the loop at once instead of only failing its task} */
  static boolean leavesTheLoop(@Nullable Throwable thrown) {
    return thrown instanceof KeyboardInterrupt || thrown instanceof SystemExit;
  }
}
