package org.asyncio4j.net;

import java.net.SocketAddress;
import org.asyncio4j.Queue;

/** Sends back each datagram, and keeps what has come. */
final class DatagramEcho implements DatagramProtocol {
  final Queue<byte[]> received = new Queue<>();
  boolean silent;
  private DatagramTransport transport;

  @Override
  public void connectionMade(BaseTransport transport) {
    this.transport = (DatagramTransport) transport;
  }

  @Override
  public void datagramReceived(byte[] data, SocketAddress sender) {
    received.putNowait(data);
    if (!silent) {
      transport.sendto(data, sender);
    }
  }
}
