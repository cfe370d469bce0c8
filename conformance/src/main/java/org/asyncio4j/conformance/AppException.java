package org.asyncio4j.conformance;

/** The programs' own error; carries a small integer code. */
final class AppException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  AppException(int code) {
    super("app" + code);
    this.code = code;
  }

  int code() {
    return code;
  }
}
