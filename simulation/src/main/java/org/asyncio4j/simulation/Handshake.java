package org.asyncio4j.simulation;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.asyncio4j.Future;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.net.BaseProtocol;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.MemorySide;
import org.asyncio4j.net.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection: asks, asks again if nobody answers, and gives up. Loop thread only.
 *
 * @param <P> the protocol's type
 */
final class Handshake<P extends BaseProtocol> {
  private static final long FIRST_RETRY = 1_000_000_000;

  private final NodeProcess process;
  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final Supplier<P> factory;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final @Nullable Node server;
  private final Context context = Context.copyContext();
  private final Future<Connection<Transport, P>> connected;
  private final long began;
  private @Nullable TimerHandle retry;
  private boolean answered;

  Handshake(
      NodeProcess process,
      Supplier<P> factory,
      InetSocketAddress local,
      InetSocketAddress remote,
      @Nullable Node server) {
    this.process = process;
    this.simulation = process.node().simulation();
    this.network = simulation.network();
    this.factory = factory;
    this.local = local;
    this.remote = remote;
    this.server = server;
    this.connected = simulation.loop().createFuture();
    this.began = simulation.nanos();
  }

  Connection<Transport, P> await() throws IOException {
    ask(FIRST_RETRY);
    return Asyncio.await(connected, IOException.class);
  }

  private boolean isOver() {
    return answered || connected.done() || !process.alive();
  }

  private void ask(long untilRetry) {
    if (isOver()) {
      return;
    }
    long left = began + network.options().connectTimeout().toNanos() - simulation.nanos();
    if (left <= 0) {
      fail("Connection timed out");
      return;
    }
    retry = simulation.later(Math.min(untilRetry, left), () -> ask(untilRetry * 2));
    Node asked = server;
    if (asked != null) {
      long travel = network.travel(process.node(), asked, 0);
      if (travel != SimulatedNetwork.LOST) {
        simulation.later(travel, () -> arrive(asked));
      }
    }
  }

  /** At the server's node. */
  private void arrive(Node asked) {
    if (isOver() || !asked.isUp() || network.isCut(process.node(), asked)) {
      return;
    }
    if (asked.ports().owner(Ports.Kind.STREAM, remote) instanceof SimulatedListener listener) {
      listener.whenStarted(() -> answer(asked, () -> establish(listener)));
    } else {
      answer(asked, () -> fail("Connection refused"));
    }
  }

  private void answer(Node asked, Runnable then) {
    long travel = network.travel(asked, process.node(), 0);
    if (travel != SimulatedNetwork.LOST) {
      simulation.later(
          travel,
          () -> {
            if (!isOver() && !network.isCut(asked, process.node())) {
              then.run();
            }
          });
    }
  }

  private void isAnswered() {
    answered = true;
    if (retry != null) {
      retry.cancel();
    }
  }

  private void fail(String why) {
    isAnswered();
    String text = "%s: %s".formatted(why, Ports.text(remote));
    simulation.trace().addAt(process.name(), why, Ports.text(remote), 0);
    connected.setException(new ConnectException(text));
  }

  /** At the client's node again. */
  private void establish(SimulatedListener listener) {
    if (!listener.isOpen() && listener.process().powered()) {
      fail("Connection refused");
      return;
    }
    isAnswered();
    MemorySide serverSide = listener.accept(remote);
    Contexts.run(context, () -> connect(listener.process(), serverSide));
  }

  private void connect(NodeProcess other, MemorySide serverSide) {
    P protocol;
    try {
      protocol = factory.get();
    } catch (RuntimeException | Error thrown) {
      connect(new HangsUp(), other, serverSide);
      connected.setException(thrown);
      return;
    }
    Transport connection = connect(protocol, other, serverSide);
    // After the callbacks in which the protocols are told.
    simulation.loop().callSoon(() -> connected(connection, protocol), context);
  }

  private Transport connect(BaseProtocol protocol, NodeProcess other, MemorySide serverSide) {
    var side = new MemorySide(protocol, local, context, Optional.empty());
    return SimulatedConnection.make(process, side, other, serverSide);
  }

  private void connected(Transport connection, P protocol) {
    if (connected.done()) {
      connection.abort(); // cancelled meanwhile
    } else {
      connected.setResult(new Connection<>(connection, protocol));
    }
  }
}
