package org.asyncio4j;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** Throwing and sorting throwables. */
final class Throwables {
  private static final int MOST_CAUSES = 100; // a chain may be a ring

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

  /**
   * {@return whether it tells of an interrupt: that of a JDK call, or one that a library has
   * wrapped}
   */
  static boolean isInterrupt(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      boolean found =
          switch (cause) {
            case InterruptedException _, ClosedByInterruptException _ -> true;
            case SocketTimeoutException _ -> false;
            case InterruptedIOException _ -> true;
            // A socket's own way of saying it, to virtual threads.
            case SocketException socket -> "Closed by interrupt".equals(socket.getMessage());
            default -> false;
          };
      if (found) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
