package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.asyncio4j.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class DatagramTest {
  private static final String HOST = "127.0.0.1";
  private static final List<String> SEVERAL = List.of("", "x", "", "", "y", "z", "");

  private static class Inbox implements DatagramProtocol {
    final Queue<String> received = new Queue<>();
    final Queue<Exception> errors = new Queue<>();
    final Future<String> lost = Asyncio.getRunningLoop().createFuture();
    DatagramTransport transport;
    SocketAddress sender;
    int pauses;

    @Override
    public void connectionMade(BaseTransport transport) {
      this.transport = (DatagramTransport) transport;
    }

    @Override
    public void datagramReceived(byte[] data, SocketAddress sender) {
      this.sender = sender;
      received.putNowait(new String(data));
    }

    @Override
    public void pauseWriting() {
      pauses++;
    }

    @Override
    public void errorReceived(Exception exception) {
      errors.putNowait(exception);
    }

    @Override
    public void connectionLost(Throwable exception) {
      lost.setResult("lost");
    }
  }

  /** {@return whether a connected endpoint can send an empty datagram} */
  static boolean ofConnected() {
    return !"handoff".equals(System.getProperty("asyncio4j.engine"))
        && !"nio".equals(System.getProperty(Native.PROPERTY));
  }

  private static DatagramEndpoint<Inbox> bound() throws Exception {
    return Net.createDatagramEndpoint(
        Inbox::new, DatagramOptions.DEFAULT.withLocalAddress(HOST, 0));
  }

  private static InetSocketAddress address(DatagramEndpoint<?> endpoint) {
    return (InetSocketAddress) endpoint.transport().getExtraInfo(ExtraInfo.SOCKNAME);
  }

  @Test
  void datagramsGoBothWays() {
    Asyncio.run(
        () -> {
          var one = bound();
          var other =
              Net.createDatagramEndpoint(
                  Inbox::new, DatagramOptions.DEFAULT.withRemoteAddress(address(one)));
          other.transport().sendto(bytes("question"), null);
          assertThat(one.protocol().received.get()).isEqualTo("question");
          one.transport().sendto(bytes("answer"), one.protocol().sender);
          assertThat(other.protocol().received.get()).isEqualTo("answer");

          one.transport().close();
          other.transport().close();
          assertThat(Asyncio.await(one.protocol().lost)).isEqualTo("lost");
          Asyncio.await(other.protocol().lost);
        });
  }

  @Test
  void aConnectedEndpointIsToldThatNobodyReceives() {
    Asyncio.run(
        () -> {
          InetSocketAddress nobody;
          try (var socket = new DatagramSocket(0, InetAddress.getByName(HOST))) {
            nobody = new InetSocketAddress(HOST, socket.getLocalPort());
          }
          var endpoint =
              Net.createDatagramEndpoint(
                  Inbox::new, DatagramOptions.DEFAULT.withRemoteAddress(nobody));
          endpoint.transport().sendto(bytes("anybody?"), null);
          assertThat(endpoint.protocol().errors.get()).isInstanceOf(java.io.IOException.class);
          assertThat(endpoint.transport().isClosing()).isFalse();
          assertThatThrownBy(
                  () -> endpoint.transport().sendto(bytes("x"), new InetSocketAddress(HOST, 1)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("expected null or " + nobody);
          endpoint.transport().abort();
          Asyncio.await(endpoint.protocol().lost);
        });
  }

  @Test
  void whoHasNoAddressMustNameOne() {
    Asyncio.run(
        () -> {
          var endpoint = bound();
          assertThatThrownBy(() -> endpoint.transport().sendto(bytes("x"), null))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith("expected an address");
          endpoint.transport().close();
          Asyncio.await(endpoint.protocol().lost);
        });
  }

  @Test
  void emptyDatagramsGoBothWaysInTheirOrder() {
    Asyncio.run(
        () -> {
          var one = bound();
          var other =
              Net.createDatagramEndpoint(
                  Inbox::new, DatagramOptions.DEFAULT.withRemoteAddress(address(one)));
          for (String text : SEVERAL) {
            if (!text.isEmpty() || ofConnected()) {
              other.transport().sendto(bytes(text), null);
            }
          }
          for (String text : SEVERAL) {
            if (!text.isEmpty() || ofConnected()) {
              assertThat(one.protocol().received.get()).isEqualTo(text);
            }
          }
          for (String text : SEVERAL) {
            one.transport().sendto(bytes(text), one.protocol().sender);
          }
          for (String text : SEVERAL) {
            assertThat(other.protocol().received.get()).isEqualTo(text);
          }
          one.transport().sendto(new byte[0], one.protocol().sender);
          one.transport().close();
          assertThat(Asyncio.await(one.protocol().lost)).isEqualTo("lost");
          assertThat(other.protocol().received.get()).isEmpty();
          other.transport().close();
          Asyncio.await(other.protocol().lost);
        });
  }

  @Test
  void anEmptyDatagramThatNobodyReceivesIsToldToo() {
    Asyncio.run(
        () -> {
          InetSocketAddress nobody;
          try (var socket = new DatagramSocket(0, InetAddress.getByName(HOST))) {
            nobody = new InetSocketAddress(HOST, socket.getLocalPort());
          }
          var endpoint =
              Net.createDatagramEndpoint(
                  Inbox::new, DatagramOptions.DEFAULT.withRemoteAddress(nobody));
          if (!ofConnected()) {
            assertThatThrownBy(() -> endpoint.transport().sendto(new byte[0], null))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("an empty datagram cannot be sent by DatagramTransport[");
            endpoint.transport().close();
            return;
          }
          endpoint.transport().sendto(new byte[0], null);
          assertThat(endpoint.protocol().errors.get()).isInstanceOf(java.io.IOException.class);
          endpoint.transport().sendto(new byte[0], null);
          endpoint.transport().close();
          Asyncio.await(endpoint.protocol().lost);
        });
  }

  @Test
  void emptyDatagramsCountAsTheirHeaders() {
    Asyncio.run(
        () -> {
          var one = bound();
          for (int i = 0; i < 20_000; i++) {
            one.transport().sendto(new byte[0], address(one));
          }
          one.transport().close();
          assertThat(Asyncio.await(one.protocol().lost)).isEqualTo("lost");
          assertThat(one.protocol().pauses).isEqualTo(1);
        });
  }

  @Test
  void receiverThatIsNotResolvedIsRefused() {
    Asyncio.run(
        () -> {
          var endpoint = bound();
          var receiver = InetSocketAddress.createUnresolved("localhost", 9);
          assertThatThrownBy(() -> endpoint.transport().sendto(bytes("x"), receiver))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage(
                  "localhost/<unresolved>:9 is not resolved: expected an address as"
                      + " Net.getaddrinfo gives it");
          endpoint.transport().sendto(bytes("me"), address(endpoint));
          assertThat(endpoint.protocol().received.get()).isEqualTo("me");
          endpoint.transport().close();
          Asyncio.await(endpoint.protocol().lost);
        });
  }
}
