package org.asyncio4j.simulation;

import org.asyncio4j.net.BaseTransport;
import org.asyncio4j.net.Protocol;

/** Stands for a protocol that could not be made: the connection is there, and ends at once. */
final class HangsUp implements Protocol {

  @Override
  public void connectionMade(BaseTransport transport) {
    transport.close();
  }
}
