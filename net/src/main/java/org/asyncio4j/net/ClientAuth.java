package org.asyncio4j.net;

/**
 * Whether a server asks its clients for certificates.
 *
 * <p>Python: {@code ssl.SSLContext.verify_mode} of a server.
 */
public enum ClientAuth {
  /** It does not. */
  NONE,
  /** It does, and takes clients without one. */
  WANT,
  /** It does, and refuses clients without one. */
  NEED
}
