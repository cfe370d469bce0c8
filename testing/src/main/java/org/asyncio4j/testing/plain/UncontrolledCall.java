package org.asyncio4j.testing.plain;

import java.util.Objects;

/**
 * A call whose outcome does not follow from the seed.
 *
 * <p>Java only.
 *
 * @param kind what it depends on
 * @param call the method of the JDK, such as {@code java.nio.file.Files.readString}
 * @param where who calls that: a line of the program
 * @param times how many operations of the run were done by it; 0 if it is not known to have been
 *     made, but was found in the program's classes, which is how it is looked for without the agent
 */
public record UncontrolledCall(Uncontrolled kind, String call, String where, long times) {

  /** Checks the components. */
  public UncontrolledCall {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(where, "where");
    if (times < 0) {
      throw new IllegalArgumentException("times must be >= 0, got " + times);
    }
  }

  @Override
  public String toString() {
    return "%s: %s at %s".formatted(kind, call, where);
  }
}
