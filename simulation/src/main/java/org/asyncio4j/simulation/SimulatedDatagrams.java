package org.asyncio4j.simulation;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.asyncio4j.Context;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.net.BaseProtocol;
import org.asyncio4j.net.DatagramProtocol;
import org.asyncio4j.net.DatagramTransport;
import org.asyncio4j.net.ExtraInfo;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams on a node: what is sent arrives later, perhaps twice, perhaps never. Loop
 * thread only.
 */
final class SimulatedDatagrams implements DatagramTransport, NodeProcess.Socket {
  private static final int MOST_BYTES = 65_507;

  private final NodeProcess process;
  private final NodeNetwork around;
  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final Context context = Context.copyContext();
  private final InetSocketAddress local;
  private final @Nullable InetSocketAddress remote;
  private DatagramProtocol protocol;
  private boolean closing;
  private long lastArrival;

  private SimulatedDatagrams(
      NodeProcess process,
      NodeNetwork around,
      DatagramProtocol protocol,
      InetSocketAddress local,
      @Nullable InetSocketAddress remote)
      throws BindException {
    this.process = process;
    this.around = around;
    this.simulation = process.node().simulation();
    this.network = simulation.network();
    this.protocol = protocol;
    this.remote = remote;
    this.local = process.node().ports().bind(Ports.Kind.DATAGRAM, local, this);
  }

  /** {@return a socket whose protocol has been told} */
  static SimulatedDatagrams open(
      NodeProcess process,
      NodeNetwork around,
      DatagramProtocol protocol,
      InetSocketAddress local,
      @Nullable InetSocketAddress remote)
      throws BindException {
    var socket = new SimulatedDatagrams(process, around, protocol, local, remote);
    process.add(socket);
    socket.tell("connectionMade", told -> told.connectionMade(socket));
    return socket;
  }

  private void tell(String method, Consumer<DatagramProtocol> call) {
    try {
      call.accept(protocol);
    } catch (RuntimeException thrown) {
      simulation
          .loop()
          .callExceptionHandler(
              ErrorReport.of("protocol.%s() failed".formatted(method))
                  .withException(thrown)
                  .withTransport(this, protocol));
    }
  }

  // --- sending ----------------------------------------------------------------------------------

  @Override
  public void sendto(byte[] data, @Nullable SocketAddress receiver) {
    Objects.requireNonNull(data, "data");
    if (remote != null && receiver != null && !receiver.equals(remote)) {
      throw new IllegalArgumentException(
          "invalid address: expected null or %s, got %s".formatted(remote, receiver));
    }
    SocketAddress target = receiver == null ? remote : receiver;
    if (!(target instanceof InetSocketAddress address)) {
      throw new IllegalArgumentException("expected an address, as %s has none".formatted(this));
    }
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "%s is not resolved: expected an address as Net.getaddrinfo gives it".formatted(address));
    }
    if (closing || !process.powered() || simulation.over()) {
      return;
    }
    if (data.length > MOST_BYTES) {
      later(0, () -> failed(new IOException("Message too long: %s bytes".formatted(data.length))));
      return;
    }
    Node there = around.nodeAt(address.getAddress());
    simulation
        .trace()
        .addAt(process.name(), "sends a datagram to", Ports.text(address), data.length);
    if (there != null) {
      byte[] copy = data.clone();
      send(there, address, copy);
      if (network.doubles(process.node(), there)) {
        send(there, address, copy.clone());
      }
    }
  }

  private void send(Node there, InetSocketAddress address, byte[] data) {
    long travel = network.travel(process.node(), there, data.length);
    if (travel == SimulatedNetwork.LOST) {
      simulation.trace().addAt(process.name(), "loses a datagram to", Ports.text(address), 0);
      return;
    }
    long arrival = simulation.nanos() + travel;
    OptionalLong overtaken = network.overtaken(process.node(), there);
    if (overtaken.isEmpty()) {
      arrival = Math.max(arrival, lastArrival);
      lastArrival = arrival;
    } else {
      arrival += overtaken.getAsLong();
    }
    simulation.later(arrival - simulation.nanos(), () -> arrive(there, address, data));
  }

  private void arrive(Node there, InetSocketAddress address, byte[] data) {
    if (!there.isUp() || network.isCut(process.node(), there) || simulation.over()) {
      return;
    }
    if (there.ports().owner(Ports.Kind.DATAGRAM, address) instanceof SimulatedDatagrams socket) {
      socket.received(data, sender(address));
    } else if (remote != null) {
      long travel = network.travel(there, process.node(), 0);
      if (travel != SimulatedNetwork.LOST) {
        later(travel, () -> failed(new PortUnreachableException(Ports.text(address))));
      }
    }
  }

  private InetSocketAddress sender(InetSocketAddress receiver) {
    return local.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(around.ownTowards(receiver), local.getPort())
        : local;
  }

  private void later(long nanos, Runnable event) {
    simulation.later(
        nanos,
        () -> {
          if (!closing && process.alive()) {
            Contexts.run(context, event);
          }
        });
  }

  // --- receiving --------------------------------------------------------------------------------

  private void received(byte[] data, InetSocketAddress sender) {
    boolean fromStranger = remote != null && !remote.equals(sender);
    if (!closing && process.alive() && !fromStranger) {
      Contexts.run(
          context, () -> tell("datagramReceived", told -> told.datagramReceived(data, sender)));
    }
  }

  private void failed(Exception exception) {
    tell("errorReceived", told -> told.errorReceived(exception));
  }

  // --- the end ----------------------------------------------------------------------------------

  @Override
  public void close() {
    if (!closing) {
      closing = true;
      process.node().ports().release(Ports.Kind.DATAGRAM, local, this);
      simulation
          .loop()
          .callSoon(() -> tell("connectionLost", told -> told.connectionLost(null)), context);
    }
  }

  @Override
  public void abort() {
    close();
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public boolean isOpen() {
    return !closing;
  }

  @Override
  public void processEnds() {
    close();
  }

  // --- more -------------------------------------------------------------------------------------

  @Override
  public <T> @Nullable T getExtraInfo(ExtraInfo<T> info) {
    SocketAddress known =
        info.equals(ExtraInfo.SOCKNAME) ? local : info.equals(ExtraInfo.PEERNAME) ? remote : null;
    return info.type().isInstance(known) ? info.type().cast(known) : null;
  }

  @Override
  public void setProtocol(BaseProtocol replacement) {
    if (!(replacement instanceof DatagramProtocol datagrams)) {
      throw new IllegalArgumentException(
          "expected a DatagramProtocol, got %s".formatted(replacement));
    }
    protocol = datagrams;
  }

  @Override
  public BaseProtocol getProtocol() {
    return protocol;
  }

  @Override
  public String toString() {
    return "DatagramTransport[%s, %s of %s]"
        .formatted(closing ? "closed" : "open", Ports.text(local), process.node());
  }
}
