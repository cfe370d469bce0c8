package org.asyncio4j.cli;

/** A process cannot be looked at; the message says why, in a sentence for the user. */
final class InspectionException extends Exception {
  private static final long serialVersionUID = 1L;

  InspectionException(String message) {
    super(message);
  }

  InspectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
