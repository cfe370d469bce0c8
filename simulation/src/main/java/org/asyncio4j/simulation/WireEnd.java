package org.asyncio4j.simulation;

import java.util.Objects;
import org.asyncio4j.Context;
import org.asyncio4j.net.MemoryTransports;
import org.asyncio4j.net.Transport;
import org.jspecify.annotations.Nullable;

/** One side of a {@link SimulatedWire}: a socket of a process. Loop thread only. */
final class WireEnd implements NodeProcess.Socket {
  private final NodeProcess process;
  private final Context context;
  private @Nullable Transport transport;
  private Runnable whenPowerIsLost = () -> {};

  WireEnd(NodeProcess process, Context context) {
    this.process = process;
    this.context = context;
  }

  void plug(Transport made, Runnable whenPowerIsLost) {
    this.transport = made;
    this.whenPowerIsLost = whenPowerIsLost;
    process.add(this);
  }

  NodeProcess process() {
    return process;
  }

  Node node() {
    return process.node();
  }

  /** Has the transport, or its protocol, do something. */
  void run(Runnable code) {
    Contexts.run(context, code);
  }

  void lose(Throwable exception) {
    run(() -> MemoryTransports.lose(Objects.requireNonNull(transport), exception));
  }

  @Override
  public boolean isOpen() {
    return !Objects.requireNonNull(transport).isClosing();
  }

  /** {@return whether there is more to send than the wire takes} */
  boolean isBlocked() {
    return transport != null && transport.getWriteBufferSize() > 0;
  }

  @Override
  public void processEnds() {
    run(() -> MemoryTransports.hangUp(Objects.requireNonNull(transport)));
  }

  @Override
  public void powerLost() {
    whenPowerIsLost.run();
  }

  @Override
  public String toString() {
    return String.valueOf(transport);
  }
}
