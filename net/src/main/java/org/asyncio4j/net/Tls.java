package org.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/** The TLS of a connection. */
final class Tls {
  static final int RECEIVE_BYTES = 32 * 1024;

  <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    return null;
  }
}
