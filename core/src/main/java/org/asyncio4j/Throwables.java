package org.asyncio4j;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
   * wrapped} What was made of a {@link CancelledError}, such as the end of a time-out, does not.
   */
  static boolean isInterrupt(@Nullable Throwable thrown) {
    return anyLink(thrown, Throwables::saysInterrupted);
  }

  /** {@return the same, if a method of the JDK has made that exception} */
  static boolean isInterruptOfTheJdk(Throwable thrown) {
    return anyLink(thrown, link -> saysInterrupted(link) && isMadeByTheJdk(link));
  }

  private static boolean anyLink(@Nullable Throwable thrown, Predicate<Throwable> condition) {
    try {
      return chain(thrown).stream().anyMatch(condition);
    } catch (Throwable ofTheirs) {
      return false; // a method of a user's exception has thrown
    }
  }

  private static boolean isMadeByTheJdk(Throwable link) {
    if (link.getClass().getClassLoader() != null) {
      return false;
    }
    StackTraceElement[] stack = link.getStackTrace();
    return stack.length == 0 || isJdk(stack[0].getModuleName()); // a JVM may leave stacks out
  }

  private static boolean isJdk(@Nullable String module) {
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  private static boolean saysInterrupted(Throwable link) {
    return switch (link) {
      case InterruptedException _, ClosedByInterruptException _ -> true;
      case FileLockInterruptionException _ -> true;
      case SocketTimeoutException _ -> false;
      case InterruptedIOException _ -> true;
      // A socket's own way of saying it, to virtual threads.
      case SocketException socket -> "Closed by interrupt".equals(socket.getMessage());
      default -> false;
    };
  }

  /** Notes {@code less} on {@code thrown}, unless it is there: an exception may be thrown again. */
  static void suppress(Throwable thrown, Throwable less) {
    for (Throwable before : thrown.getSuppressed()) {
      if (before == less) {
        return;
      }
    }
    if (thrown != less) {
      thrown.addSuppressed(less);
    }
  }

  /** {@return an exception, its cause, and so on, up to where a {@link CancelledError} begins} */
  static List<Throwable> chain(@Nullable Throwable thrown) {
    var chain = new ArrayList<Throwable>(4);
    Throwable cause = thrown;
    try {
      while (cause != null && !(cause instanceof CancelledError) && chain.size() < MOST_CAUSES) {
        chain.add(cause);
        cause = cause.getCause();
      }
    } catch (Throwable ofTheirs) {
      // A method of a user's exception has thrown: the chain ends here.
    }
    return chain;
  }
}
