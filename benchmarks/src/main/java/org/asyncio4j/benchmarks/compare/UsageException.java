package org.asyncio4j.benchmarks.compare;

import java.util.Locale;

/** The command was given something that it cannot use. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String format, Object... arguments) {
    super(String.format(Locale.ROOT, format, arguments));
  }
}
