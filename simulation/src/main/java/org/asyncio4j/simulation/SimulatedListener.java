package org.asyncio4j.simulation;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.asyncio4j.Context;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.net.BaseProtocol;
import org.asyncio4j.net.ListeningSocket;
import org.asyncio4j.net.MemorySide;
import org.asyncio4j.net.Protocol;
import org.asyncio4j.net.Server;
import org.jspecify.annotations.Nullable;

/** A port of a node on which a server accepts connections. Loop thread only. */
final class SimulatedListener implements ListeningSocket, NodeProcess.Socket {
  private final NodeProcess process;
  private final Supplier<? extends BaseProtocol> factory;
  private final Context context;
  private final InetSocketAddress address;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private @Nullable Server server;
  private boolean open = true;

  private SimulatedListener(
      NodeProcess process,
      InetSocketAddress address,
      Supplier<? extends BaseProtocol> factory,
      Context context)
      throws BindException {
    this.process = process;
    this.factory = factory;
    this.context = context;
    this.address = process.node().ports().bind(Ports.Kind.STREAM, address, this);
  }

  static SimulatedListener bind(
      NodeProcess process,
      InetSocketAddress address,
      Supplier<? extends BaseProtocol> factory,
      Context context)
      throws BindException {
    var listener = new SimulatedListener(process, address, factory, context);
    process.add(listener);
    process
        .node()
        .simulation()
        .trace()
        .addAt(process.name(), "listens on", Ports.text(listener.address), 0);
    return listener;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  NodeProcess process() {
    return process;
  }

  @Override
  public void start(Server server) {
    this.server = server;
    while (!waiting.isEmpty()) {
      waiting.removeFirst().run();
    }
  }

  /** Has somebody wait who wants to connect, if the server does not accept connections yet. */
  void whenStarted(Runnable connect) {
    if (server == null) {
      waiting.add(connect);
    } else {
      connect.run();
    }
  }

  /**
   * {@return the server's side of a connection} If its program makes no protocol, that is reported,
   * and the side hangs up.
   *
   * @param local which of the server's addresses the client has connected to
   */
  MemorySide accept(InetSocketAddress local) {
    Context ofConnection = context.copy();
    var made = new AtomicReference<BaseProtocol>(new HangsUp());
    Contexts.run(
        ofConnection,
        () -> {
          try {
            // Of a crashed program no code is run, not even to learn that it is too late.
            made.set(process.powered() ? factory.get() : new Protocol() {});
          } catch (RuntimeException | Error thrown) {
            process
                .node()
                .simulation()
                .loop()
                .callExceptionHandler(
                    ErrorReport.of("Error on transport creation for incoming connection")
                        .withException(thrown));
          }
        });
    return new MemorySide(made.get(), local, ofConnection, Optional.ofNullable(server));
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      waiting.clear();
      process.node().ports().release(Ports.Kind.STREAM, address, this);
    }
  }

  @Override
  public void processEnds() {
    close();
  }

  @Override
  public String toString() {
    return "server socket on %s of %s".formatted(Ports.text(address), process.node());
  }
}
