package org.asyncio4j.net;

import java.io.IOException;

/** What {@link StreamWriter#startTls} needs of the transports: TLS on an open connection. */
@FunctionalInterface
interface TlsUpgrade {

  /**
   * Shakes hands, suspending the task.
   *
   * @param plain the open connection, with nothing left to be sent
   * @param protocol stays the same; is not told that a connection was made
   * @param serverSide whether this side accepted the connection
   * @return the transport that takes the place of {@code plain}
   * @throws IOException or another exception, if the handshake fails
   */
  Transport startTls(Transport plain, BaseProtocol protocol, boolean serverSide) throws IOException;
}
