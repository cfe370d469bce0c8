package org.asyncio4j.net;

/**
 * A connection that sends and receives a stream of bytes.
 *
 * <p>Python: {@code asyncio.Transport}.
 */
public interface Transport extends ReadTransport, WriteTransport {}
