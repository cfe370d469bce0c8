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
    super(Arguments.required(reason, "reason").toString());
    this.reason = reason;
  }

  static CancelledError because(@Nullable Object reason) {
    return reason == null ? new CancelledError() : new CancelledError(reason);
  }

  /** {@return the object given to {@code cancel}, if there was one} */
  public Optional<Object> reason() {
    return Optional.ofNullable(reason);
  }
}
