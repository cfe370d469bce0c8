package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.port;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Random;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random bytes and random calls against TLS and protocols, over sockets. */
@Timeout(60)
final class ApiFuzzTest {
  private static final KeyStore SERVER = Certificates.SERVER;
  private static final int TLS_CASES = 400;
  private static final int TAMPERED = 40;
  private static final int HANDSHAKE_BYTES = 4_000; // at most
  private static final int RECORD_BYTES = 600;
  private static final int ANSWER_BYTES = 20 * RECORD_BYTES;
  // Who has been told a wrong length waits for the rest.
  private static final TlsOptions IMPATIENT =
      TlsOptions.DEFAULT.withHandshakeTimeout(2).withShutdownTimeout(0.05);

  private static final int CONVERSATIONS = 100;

  /** A record's header that is right, or nearly, makes the engine look further. */
  private static byte[] almostTls(Random random) {
    byte[] data = new byte[random.nextInt(600)];
    random.nextBytes(data);
    if (data.length > 5 && random.nextInt(4) > 0) {
      data[0] = (byte) (20 + random.nextInt(5));
      data[1] = 3;
      data[2] = (byte) random.nextInt(5);
      int length = data.length - 5 + (random.nextInt(3) == 0 ? random.nextInt(20) : 0);
      data[3] = (byte) (length >> 8);
      data[4] = (byte) length;
      if (data.length > 9 && random.nextBoolean()) {
        data[5] = 1; // the hello of a client
        data[6] = 0;
        data[7] = (byte) ((length - 4) >> 8);
        data[8] = (byte) (length - 4);
      }
    }
    return data;
  }

  @Test
  void noBytesHarmATlsServer() {
    Asyncio.run(
        () -> {
          var options = ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER));
          var made = new int[1];
          var server =
              Net.createServer(
                  () ->
                      new Recorder() {
                        @Override
                        public void connectionMade(BaseTransport transport) {
                          super.connectionMade(transport);
                          made[0]++;
                        }
                      },
                  HOST,
                  0,
                  options);
          int port = port(server);
          Asyncio.toThread(
              () -> {
                var random = new Random(20_261_121);
                for (int i = 0; i < TLS_CASES; i++) {
                  try (var peer = new Socket(HOST, port)) {
                    peer.getOutputStream().write(almostTls(random));
                    peer.setSoLinger(random.nextInt(3) == 0, 0);
                  } catch (IOException refused) {
                    // It was faster than we.
                  }
                }
              });
          server.close();
          server.waitClosed();
          assertThat(made[0]).isZero();
          assertThat(NettyReactor.of(Asyncio.getRunningLoop()).buffers().lent()).isZero();
        });
  }

  /** Passes on what comes, but for one bit that is another one. */
  private static void tamper(StreamReader from, StreamWriter to, int where, int bit)
      throws IOException {
    try (to) {
      int passed = 0;
      for (byte[] data; (data = from.read(65_536)).length > 0; passed += data.length) {
        if (where >= passed && where < passed + data.length) {
          data[where - passed] ^= (byte) (1 << bit);
        }
        to.write(data);
        to.drain();
      }
    } catch (ConnectionResetException ended) {
      // By who has found out.
    }
  }

  @Test
  void aBitThatIsChangedOnItsWayIsFoundOut() {
    Asyncio.run(
        () -> {
          var random = new Random(1848);
          var secure =
              ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER)).withTls(IMPATIENT);
          var server = Net.startServer(ApiFuzzTest::answer, HOST, 0, secure);
          int[] changed = new int[2];
          var between =
              Net.startServer(
                  (reader, writer) -> {
                    try (var onward = Net.openConnection(HOST, port(server))) {
                      var back =
                          Asyncio.createTask(
                              () -> tamper(onward.reader(), writer, changed[0], changed[1]));
                      tamper(reader, onward.writer(), -1, 0);
                      Asyncio.await(back);
                    }
                  },
                  HOST,
                  0);
          int foundOut = 0;
          for (int i = 0; i < TAMPERED; i++) {
            changed[0] = HANDSHAKE_BYTES + random.nextInt(ANSWER_BYTES / 2);
            changed[1] = random.nextInt(8);
            foundOut += isFoundOut(port(between)) ? 1 : 0;
          }
          // The version in a record's header, two bytes of 600, is to be ignored by TLS 1.3.
          assertThat(foundOut).isGreaterThan(TAMPERED * 8 / 10);
          between.close();
          between.closeClients();
          server.close();
          server.closeClients();
          between.waitClosed();
          server.waitClosed();
          var buffers = NettyReactor.of(Asyncio.getRunningLoop()).buffers();
          while (buffers.lent() > 0) {
            Asyncio.sleep(0); // until the last connections onward have ended
          }
        });
  }

  private static byte[] answer() {
    byte[] answer = new byte[ANSWER_BYTES];
    new Random(1).nextBytes(answer);
    return answer;
  }

  private static void answer(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      reader.readexactly(1);
      byte[] answer = answer();
      for (int sent = 0; sent < answer.length; sent += RECORD_BYTES) {
        writer.write(Arrays.copyOfRange(answer, sent, sent + RECORD_BYTES));
        Asyncio.sleep(0); // so that it is a record
      }
    } catch (IOException itsClientHasGone) {
      // As it should be in here.
    }
  }

  /** Reads an answer: right bytes come before an error, and nothing else. */
  private static boolean isFoundOut(int port) throws IOException {
    var trusting = ConnectOptions.DEFAULT.withSsl(Certificates.trusting(SERVER)).withTls(IMPATIENT);
    byte[] expected = answer();
    int read = 0;
    try (var streams = Net.openConnection(HOST, port, trusting)) {
      streams.writer().write(new byte[] {'?'});
      while (read < expected.length) {
        byte[] data = streams.reader().read(65_536);
        if (data.length == 0) {
          return true; // a length is wrong, so its record has not come to an end
        }
        assertThat(data).isEqualTo(Arrays.copyOfRange(expected, read, read + data.length));
        read += data.length;
      }
      return false;
    } catch (IOException foundOut) {
      assertThat(foundOut).hasMessageContaining(HOST + ":" + port);
      return true;
    }
  }

  /** A side that writes, pauses, resumes and changes its marks as it comes. */
  private static final class Erratic extends Recorder {
    private final Random random;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    Erratic(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public void dataReceived(byte[] received) {
      super.dataReceived(received);
      data.writeBytes(received);
      transport().write(received);
      switch (random.nextInt(6)) {
        case 0 -> {
          transport().pauseReading();
          Asyncio.getRunningLoop().callSoon(() -> transport().resumeReading());
        }
        case 1 ->
            transport().setWriteBufferLimits(WriteBufferLimits.ofHigh(random.nextInt(100_000)));
        case 2 -> transport().write(new byte[0]);
        default -> {}
      }
    }
  }

  @Test
  void whateverIsCalledBytesArriveInOrder() {
    Asyncio.run(
        () -> {
          var random = new Random(4711);
          var server = Net.createServer(() -> new Erratic(random.nextLong()), HOST, 0);
          for (int i = 0; i < CONVERSATIONS; i++) {
            var sent = new ByteArrayOutputStream();
            try (var streams = Net.openConnection(HOST, port(server))) {
              for (int j = random.nextInt(8); j >= 0; j--) {
                byte[] piece = new byte[random.nextInt(random.nextBoolean() ? 20 : 50_000)];
                random.nextBytes(piece);
                sent.writeBytes(piece);
                streams.writer().write(piece);
                if (random.nextBoolean()) {
                  Asyncio.sleep(0);
                }
              }
              assertThat(streams.reader().readexactly(sent.size())).isEqualTo(sent.toByteArray());
            }
          }
          server.close();
          server.waitClosed();
          assertThat(NettyReactor.of(Asyncio.getRunningLoop()).buffers().lent()).isZero();
        });
  }
}
