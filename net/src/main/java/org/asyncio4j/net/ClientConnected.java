package org.asyncio4j.net;

/**
 * Serves a client of a server. Runs as a task of its own for each of them, and may suspend.
 *
 * <p>Python: {@code client_connected_cb} of {@code asyncio.start_server}.
 */
@FunctionalInterface
public interface ClientConnected {

  /**
   * Serves a client. The connection stays open until somebody closes it, also when this returns;
   * when this throws or is cancelled it is closed.
   *
   * @param reader what the client sends
   * @param writer sends to the client
   * @throws Exception what is thrown is reported to the loop's exception handler, unless it is a
   *     cancellation
   */
  void clientConnected(StreamReader reader, StreamWriter writer) throws Exception;
}
