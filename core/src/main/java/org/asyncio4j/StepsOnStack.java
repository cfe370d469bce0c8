package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Makes the steps of a wait that is written stepwise, for a method that has a stack to wait on: so
 * that what is complicated is written once.
 */
final class StepsOnStack {
  private StepsOnStack() {}

  /** {@return the result of a wait} In the current task; what it throws is thrown. */
  static <T extends @Nullable Object> T await(Stepwise<T> wait) {
    Object value = null;
    Throwable thrown = null;
    while (true) {
      Object request;
      try {
        request = thrown == null ? wait.send(value) : wait.throwInto(thrown);
      } catch (Throwable ended) {
        throw Throwables.sneak(ended);
      }
      if (request == Stepwise.DONE) {
        return wait.result();
      }
      value = null;
      thrown = null;
      try {
        value =
            request instanceof Stepwise<?> inner
                ? await(inner)
                : ((Future<?>) waited(request)).await();
      } catch (Throwable t) {
        thrown = t;
      }
    }
  }

  private static Object waited(@Nullable Object request) {
    return Arguments.required(request, "request");
  }
}
