package org.asyncio4j.net;

/** Sends back what it receives. */
class Echo extends Recorder {
  @Override
  public void dataReceived(byte[] data) {
    super.dataReceived(data);
    transport().write(data);
  }
}
