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

  WireEnd(NodeProcess process, Context context) {
    this.process = process;
    this.context = context;
  }

  void plug(Transport made) {
    transport = made;
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

  @Override
  public void processExits() {
    run(Objects.requireNonNull(transport)::close);
  }

  @Override
  public void processKilled() {
    run(Objects.requireNonNull(transport)::abort);
  }

  @Override
  public String toString() {
    return String.valueOf(transport);
  }
}
