package org.asyncio4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown in a task that has been cancelled, and by what awaits a cancelled future.
 *
 * <p>An {@code Error}, so that {@code catch (Exception e)} does not swallow a cancellation. Who
 * catches it to clean up throws it on.
 *
 * <p>Python: {@code asyncio.CancelledError}.
 */
public final class CancelledError extends Error {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object reason;

  /** Makes a cancellation without a reason. */
  public CancelledError() {
    this.reason = null;
  }

  /**
   * Makes a cancellation that says why.
   *
   * @param reason any object, as given to {@code cancel}
   */
  public CancelledError(Object reason) {
    super(textOf(Arguments.required(reason, "reason")));
    this.reason = reason;
  }

  static CancelledError because(@Nullable Object reason) {
    return reason == null ? new CancelledError() : new CancelledError(reason);
  }

  private CancelledError(@Nullable String message, @Nullable Object reason) {
    super(message, null, true, false);
    this.reason = reason;
  }

  /**
   * {@return an error for a body that has no stack} The loop's, which it would be made on, tells
   * nothing about the body, and takes most of the time of a cancellation to walk.
   */
  static CancelledError withoutStack(@Nullable Object reason) {
    return new CancelledError(reason == null ? null : textOf(reason), reason);
  }

  /** A reason that cannot be printed is one all the same. */
  private static String textOf(Object reason) {
    try {
      return reason.toString();
    } catch (Throwable ofTheirs) {
      return "%s whose toString threw %s"
          .formatted(reason.getClass().getName(), ofTheirs.getClass().getName());
    }
  }

  /** {@return the object given to {@code cancel}, if there was one} */
  public Optional<Object> reason() {
    return Optional.ofNullable(reason);
  }
}
