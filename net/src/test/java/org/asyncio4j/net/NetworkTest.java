package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks other than the machine's. */
@Timeout(60)
final class NetworkTest {
  private final List<String> asked = new ArrayList<>();

  private final class Noting implements Network {
    @Override
    public <P extends BaseProtocol> Connection<Transport, P> createConnection(
        Supplier<P> protocolFactory, String host, int port, ConnectOptions options) {
      asked.add("connect to %s:%s".formatted(host, port));
      P protocol = protocolFactory.get();
      return new Connection<>(MemoryTransports.pair(protocol, new Protocol() {}).first(), protocol);
    }

    @Override
    public Server createServer(
        Supplier<? extends BaseProtocol> protocolFactory,
        Collection<String> hosts,
        int port,
        ServerOptions options) {
      asked.add("listen on %s:%s".formatted(hosts, port));
      return Server.over(List.of());
    }

    @Override
    public <P extends DatagramProtocol> DatagramEndpoint<P> createDatagramEndpoint(
        Supplier<P> protocolFactory, DatagramOptions options) {
      throw new UnsupportedOperationException("no datagrams here");
    }

    @Override
    public List<InetSocketAddress> getaddrinfo(String host, int port) {
      return List.of(new InetSocketAddress("10.1.2.3", port));
    }

    @Override
    public String getnameinfo(InetSocketAddress address) {
      return "somebody";
    }

    @Override
    public String toString() {
      return "a network of notes";
    }
  }

  @Test
  void tasksUseTheNetworkOfTheirContext() {
    Asyncio.run(
        () -> {
          try (var _ = Network.use(new Noting())) {
            Asyncio.await(Asyncio.createTask(() -> Net.openConnection("host", 1).close()));
            Net.startServer((_, _) -> {}, "", 2).close();
            assertThat(Net.getaddrinfo("host", 3)).hasToString("[/10.1.2.3:3]");
            assertThat(Net.getnameinfo(new InetSocketAddress(0))).isEqualTo("somebody");
            assertThatThrownBy(
                    () ->
                        Net.createDatagramEndpoint(
                            () -> new DatagramProtocol() {}, DatagramOptions.DEFAULT))
                .hasMessage("no datagrams here");
          }
          assertThat(Network.current()).hasToString("the machine's network");
        });
    assertThat(asked).containsExactly("connect to host:1", "listen on []:2");
  }

  @Test
  void whatOnlyTheMachineHasIsRefusedByItsName() {
    Asyncio.run(
        () -> {
          Pipe pipe = Pipe.open();
          try (var _ = Network.use(new Noting())) {
            assertRefused("createUnixConnection", () -> Net.openUnixConnection(Path.of("x")));
            assertRefused(
                "createUnixServer", () -> Net.startUnixServer((_, _) -> {}, Path.of("x")));
            assertRefused("a subprocess", () -> Net.createSubprocessExec("true"));
            assertRefused("a subprocess", () -> Net.createSubprocessShell("true"));
            assertRefused("addReader", () -> Net.addReader(pipe.source(), () -> {}));
            assertRefused("removeWriter", () -> Net.removeWriter(pipe.sink()));
            assertRefused("sockAccept", () -> Net.sockAccept(null));
            assertRefused("sendfile", () -> Net.sendfile(null, null, 0, 1));
            assertRefused("startTls", () -> Net.startTls(null, null, null, TlsOptions.DEFAULT));
            assertRefused(
                "connectReadPipe",
                () ->
                    Net.connectReadPipe(
                        () -> new Protocol() {}, new ByteArrayInputStream(new byte[0])));
            assertRefused(
                "connectWritePipe",
                () -> Net.connectWritePipe(() -> new Protocol() {}, new ByteArrayOutputStream()));
          } finally {
            pipe.source().close();
            pipe.sink().close();
          }
        });
  }

  private static void assertRefused(
      String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(what + " needs the machine")
        .hasMessageContaining("a network of notes");
  }
}
