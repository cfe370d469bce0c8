package org.asyncio4j.conformance;

/** A program that cannot be read; the message says what was found and what was expected. */
final class ProgramException extends Exception {
  private static final long serialVersionUID = 1L;

  ProgramException(String message) {
    super(message);
  }
}
