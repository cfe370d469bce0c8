package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.asyncio4j.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DatagramTest {
  private static final String HOST = "127.0.0.1";

  private static class Inbox implements DatagramProtocol {
    final Queue<String> received = new Queue<>();
    final Queue<Exception> errors = new Queue<>();
    final Future<String> lost = Asyncio.getRunningLoop().createFuture();
    DatagramTransport transport;
    SocketAddress sender;

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
    public void errorReceived(Exception exception) {
      errors.putNowait(exception);
    }

    @Override
    public void connectionLost(Throwable exception) {
      lost.setResult("lost");
    }
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
}
