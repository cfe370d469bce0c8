package org.asyncio4j.simulation;

import java.net.InetSocketAddress;
import org.asyncio4j.net.MemoryOptions;
import org.asyncio4j.net.MemorySide;
import org.asyncio4j.net.MemoryTransports;
import org.asyncio4j.net.Transport;
import org.asyncio4j.net.WriteBufferLimits;

/** A stream between two processes: two transports in memory, and the wires between them. */
final class SimulatedConnection {
  private SimulatedConnection() {}

  /** {@return the first side's transport} Both sides are told in the next callbacks. */
  static Transport make(
      NodeProcess first, MemorySide firstSide, NodeProcess second, MemorySide secondSide) {
    Simulation simulation = first.node().simulation();
    var one = new WireEnd(first, firstSide.context());
    var other = new WireEnd(second, secondSide.context());
    String names = text(firstSide) + " -> " + text(secondSide);
    simulation.trace().addAt(first.name(), "is connected", names, 0);
    var there = new SimulatedWire(simulation, one, other);
    var back = new SimulatedWire(simulation, other, one);
    MemoryTransports.Pair pair =
        MemoryTransports.pair(
            firstSide,
            secondSide,
            new MemoryOptions(
                there, back, simulation.network().options().window(), WriteBufferLimits.DEFAULT));
    one.plug(pair.first(), back::receiverHasLostPower);
    other.plug(pair.second(), there::receiverHasLostPower);
    return pair.first();
  }

  private static String text(MemorySide side) {
    return Ports.text((InetSocketAddress) side.address());
  }
}
