package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is large is sent from where it lies as soon as it is written, as far as there is room. */
@Timeout(60)
final class LargeWritesTest {
  private static final String HOST = "127.0.0.1";
  private static final int BYTES = 3_000_000; // more than a socket takes at once
  private static final int MARGIN = 7;

  /** Where the bytes of a buffer may lie. */
  private enum Place {
    ARRAY(data -> ByteBuffer.wrap(data, MARGIN, BYTES)),
    SLICE(data -> ByteBuffer.wrap(data, MARGIN, BYTES).slice()),
    READ_ONLY(data -> ByteBuffer.wrap(data, MARGIN, BYTES).asReadOnlyBuffer()),
    DIRECT(data -> ByteBuffer.allocateDirect(BYTES).put(data, MARGIN, BYTES).flip());

    private final Function<byte[], ByteBuffer> maker;

    Place(Function<byte[], ByteBuffer> maker) {
      this.maker = maker;
    }

    ByteBuffer of(byte[] data) {
      return maker.apply(data);
    }
  }

  private static byte[] data(int bytes) {
    byte[] data = new byte[bytes];
    for (int index = 0; index < bytes; index++) {
      data[index] = (byte) ('a' + index % 23);
    }
    return data;
  }

  private static String text(byte[] data, int from, int bytes) {
    return new String(data, from, bytes, StandardCharsets.ISO_8859_1);
  }

  /** A connection of which the other side is read by hand. */
  private interface Conversation {
    void hold(Transport transport, Recorder peer) throws Exception;
  }

  private static void converse(Conversation conversation) {
    Asyncio.run(
        () -> {
          var peer = new Recorder();
          Server server = Net.createServer(() -> peer, HOST, 0);
          var client = Net.createConnection(Recorder::new, HOST, TcpTest.port(server));
          Asyncio.sleep(0); // so that the client's socket is the transport's
          conversation.hold(client.transport(), peer);
          client.transport().abort();
          server.close();
          server.abortClients();
          server.waitClosed();
        });
  }

  @Test
  void anArrayMayBeUsedAgainWhateverWasSentOfIt() {
    converse(
        (transport, peer) -> {
          byte[] data = data(BYTES);
          String expected = text(data, 0, BYTES);
          transport.write(data);
          Arrays.fill(data, (byte) 'X');
          assertThat(peer.await(BYTES)).isEqualTo(expected);
        });
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void aBufferIsSentFromItsPositionToItsLimit(Place place) {
    converse(
        (transport, peer) -> {
          byte[] data = data(BYTES + 2 * MARGIN);
          ByteBuffer buffer = place.of(data);
          transport.write(buffer);
          assertThat(buffer.hasRemaining()).isFalse();
          Arrays.fill(data, MARGIN, MARGIN + BYTES, (byte) 'X');
          assertThat(peer.await(BYTES)).isEqualTo(text(data(BYTES + MARGIN), MARGIN, BYTES));
        });
  }

  @Test
  void memoryThatIsGivenBackIsRefusedAsEverywhere() {
    converse(
        (transport, peer) -> {
          ByteBuffer gone;
          try (var arena = Arena.ofShared()) {
            gone = arena.allocate(BYTES).asByteBuffer();
          }
          assertThatThrownBy(() -> transport.write(gone))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("Already closed");
          transport.write(data(BYTES));
          assertThat(peer.await(BYTES)).isEqualTo(text(data(BYTES), 0, BYTES));
        });
  }

  @Test
  void smallOnesBeforeAndBehindKeepTheirPlaces() {
    converse(
        (transport, peer) -> {
          String large = text(data(BYTES), 0, BYTES);
          var expected = new StringBuilder();
          for (String piece : new String[] {"head", large, "tail", large, large, "end"}) {
            transport.write(piece.getBytes(StandardCharsets.ISO_8859_1));
            expected.append(piece);
            if (piece.equals("tail")) {
              Asyncio.sleep(0);
            }
          }
          assertThat(peer.await(expected.length())).isEqualTo(expected.toString());
        });
  }

  @Test
  void whatASocketHasTakenIsNotCounted() {
    converse(
        (transport, peer) -> {
          peer.awaitEvent("made");
          transport.write(data(20_000));
          peer.await(20_000);
          assertThat(transport.getWriteBufferSize()).isZero();
        });
  }

  @Test
  void aPeerThatHasResetIsTheReasonOfTheLoss() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      Asyncio.run(
          () -> {
            var client = Net.createConnection(Recorder::new, HOST, listening.getLocalPort());
            var accepted = listening.accept();
            accepted.setSoLinger(true, 0);
            accepted.close();
            client.transport().write(data(BYTES));
            assertThat(Asyncio.await(client.protocol().lost))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset: %s:%s", HOST, listening.getLocalPort());
          });
    }
  }
}
