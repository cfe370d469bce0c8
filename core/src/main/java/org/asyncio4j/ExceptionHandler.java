package org.asyncio4j;

/**
 * Is told what goes wrong in an event loop where nobody else can be told.
 *
 * <p>Python: the argument of {@code loop.set_exception_handler}.
 */
@FunctionalInterface
public interface ExceptionHandler {

  /**
   * Handles a report. What it throws is reported to the default handler.
   *
   * @param loop the loop
   * @param report what went wrong
   */
  void handle(EventLoop loop, ErrorReport report);
}
