package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ServerTest {
  private static final String HOST = "127.0.0.1";
  private final List<Recorder> accepted = new ArrayList<>();

  private Recorder accept() {
    var recorder = new Recorder();
    accepted.add(recorder);
    return recorder;
  }

  private Connection<Transport, Recorder> connect(Server server) throws Exception {
    var client = Net.createConnection(Recorder::new, HOST, port(server));
    client.transport().write(bytes("x"));
    while (accepted.isEmpty() || accepted.getLast().received == 0) {
      Asyncio.sleep(0);
    }
    return client;
  }

  @Test
  @Behaviour(270)
  void waitClosedWaitsForTheConnectionsOfAClosedServer() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(this::accept, HOST, 0);
          var client = connect(server);
          var closed = Asyncio.createTask(server::waitClosed);
          Asyncio.sleep(0);
          server.close();
          Asyncio.sleep(0);
          Asyncio.sleep(0);
          assertThat(closed.done()).isFalse();

          client.transport().close();
          Asyncio.await(closed);
          assertThat(accepted.getFirst().events).containsExactly("made", "eof", "lost");
          server.waitClosed();
        });
  }

  @Test
  @Behaviour(270)
  void waitClosedWaitsForAServerWithoutConnectionsToBeClosed() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(this::accept, HOST, 0);
          var client = connect(server);
          client.transport().close();
          Asyncio.await(accepted.getFirst().lost);
          var closed = Asyncio.createTask(server::waitClosed);
          Asyncio.sleep(0);
          Asyncio.sleep(0);
          assertThat(closed.done()).isFalse();

          server.close();
          Asyncio.await(closed);
        });
  }

  @Test
  @Behaviour(271)
  void closeClientsSendsWhatIsWrittenAndSparesLaterConnections() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(this::accept, HOST, 0);
          var client = connect(server);
          accepted.getFirst().transport().write(bytes("last words"));
          server.closeClients();
          Asyncio.await(client.protocol().lost);
          assertThat(client.protocol().text.toString()).isEqualTo("last words");

          assertThat(server.isServing()).isTrue();
          var later = connect(server);
          assertThat(later.transport().isClosing()).isFalse();
          later.transport().close();
          server.close();
          server.waitClosed();
        });
  }

  @Test
  @Behaviour(271)
  void abortClientsDropsWhatIsWritten() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(this::accept, HOST, 0);
          var client = connect(server);
          accepted.getFirst().transport().write(bytes("never sent"));
          server.abortClients();
          Asyncio.await(client.protocol().lost);
          assertThat(client.protocol().text.toString()).isEmpty();
          assertThat(accepted.getFirst().events).containsExactly("made", "lost");
          server.close();
          server.waitClosed();
        });
  }

  @Test
  @Behaviour(272)
  void cancellingServeForeverClosesTheServerAndItsConnections() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(this::accept, HOST, 0);
          var client = connect(server);
          var serving = Asyncio.createTask(server::serveForever);
          Asyncio.sleep(0);
          assertThatThrownBy(server::serveForever)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("is already being awaited in serveForever()");

          serving.cancel();
          assertThatThrownBy(() -> Asyncio.await(serving)).isInstanceOf(CancelledError.class);
          assertThat(server.sockets()).isEmpty();
          assertThat(server.isServing()).isFalse();
          Asyncio.await(client.protocol().lost);
          assertThatThrownBy(server::serveForever)
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("Server[closed, clients=0] is closed");
        });
  }

  @Test
  void closingEndsServeForever() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(this::accept, HOST, 0);
          var serving = Asyncio.createTask(server::serveForever);
          Asyncio.sleep(0);
          server.close();
          assertThatThrownBy(() -> Asyncio.await(serving)).isInstanceOf(CancelledError.class);
        });
  }

  @Test
  void aServerThatHasNotStartedAcceptsNothing() {
    Asyncio.run(
        () -> {
          var server =
              Net.createServer(this::accept, HOST, 0, ServerOptions.DEFAULT.withoutStarting());
          assertThat(server.isServing()).isFalse();
          var client = Net.createConnection(Recorder::new, HOST, port(server));
          assertThat(accepted).isEmpty();

          server.startServing();
          client.transport().write(bytes("x"));
          while (accepted.isEmpty()) {
            Asyncio.sleep(0);
          }
          client.transport().close();
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aHostThatIsNamedTwiceIsBoundOnce() {
    Asyncio.run(
        () -> {
          var server =
              Net.createServer(
                  this::accept, List.of(HOST, HOST, "127.0.0.2"), 0, ServerOptions.DEFAULT);
          assertThat(server.sockets()).hasSize(2);
          server.close();
        });
  }

  @Test
  void aPortInUseIsAnErrorWithTheAddress() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(this::accept, HOST, 0);
          assertThatThrownBy(() -> Net.createServer(this::accept, HOST, port(server)))
              .isInstanceOf(BindException.class)
              .hasMessage(
                  "error while attempting to bind on address 127.0.0.1:%s: Address already in use"
                      .formatted(port(server)));
          server.close();
        });
  }

  @Test
  void twoServersMayShareAPort() {
    Asyncio.run(
        () -> {
          var options = ServerOptions.DEFAULT.withReusePort();
          var one = Net.createServer(this::accept, HOST, 0, options);
          var other = Net.createServer(this::accept, HOST, port(one), options);
          assertThat(port(other)).isEqualTo(port(one));
          one.close();
          other.close();
        });
  }

  @Test
  void aFactoryThatFailsIsReportedAndItsConnectionClosed() {
    var reported = new ArrayList<String>();
    Asyncio.run(
        () -> {
          Asyncio.getRunningLoop()
              .setExceptionHandler((loop, report) -> reported.add(report.message()));
          var server =
              Net.createServer(
                  () -> {
                    throw new IllegalStateException("no protocol");
                  },
                  HOST,
                  0);
          var client = Net.createConnection(Recorder::new, HOST, port(server));
          Asyncio.await(client.protocol().lost);
          server.close();
        });
    assertThat(reported).containsExactly("Error on transport creation for incoming connection");
  }
}
