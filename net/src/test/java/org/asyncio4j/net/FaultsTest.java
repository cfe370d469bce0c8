package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.Peers.HOST;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.RunOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong between two sides; after each, all descriptors and buffers are back. */
@Timeout(60)
final class FaultsTest {
  private static final KeyStore SERVER = Certificates.SERVER;
  private static final double LINE_SECONDS = 0.3;

  private static UnixOperatingSystemMXBean system() {
    return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  /** Runs it once to load what is loaded once, and then to count. */
  private static void withoutLeaks(Action conversation) {
    withoutLeaks(RunOptions.DEFAULT, conversation);
  }

  private static void withoutLeaks(RunOptions options, Action conversation) {
    Action counted =
        () -> {
          conversation.run();
          assertThat(NettyReactor.of(Asyncio.getRunningLoop()).buffers().lent()).isZero();
        };
    Asyncio.run(counted, options);
    long before = system().getOpenFileDescriptorCount();
    Asyncio.run(counted, options);
    assertThat(system().getOpenFileDescriptorCount()).isLessThanOrEqualTo(before);
  }

  private static void echo(StreamReader reader, StreamWriter writer) throws Exception {
    try (writer) {
      for (byte[] data; (data = reader.read(65_536)).length > 0; ) {
        writer.write(data);
        writer.drain();
      }
    } catch (ConnectionResetException itsClientHasGone) {
      // As it should be in here.
    }
  }

  private static void end(Server server) {
    server.close();
    server.closeClients();
    server.waitClosed();
  }

  /** Waits, without letting the loop go on, until the other side's system knows of the end. */
  private static void awaitEndAtOtherSide(Socket peer) throws IOException {
    var tables = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    Assumptions.assumeTrue(Files.isReadable(tables.getFirst()), "no table of connections here");
    // Its port, ours, and CLOSE_WAIT.
    Pattern ended =
        Pattern.compile(
            String.format(
                Locale.ROOT, ":%04X [0-9A-F]+:%04X 08 ", peer.getPort(), peer.getLocalPort()));
    boolean found = false;
    while (!found) {
      for (Path table : tables) {
        found |= Files.isReadable(table) && ended.matcher(Files.readString(table)).find();
      }
    }
  }

  @Test
  void whatAPeerSendsBeforeAnybodyReadsIsNotLostAndNeitherIsItsEnd() {
    withoutLeaks(
        () -> {
          try (var listening = new ServerSocket(0, 5, InetAddress.getByName(HOST))) {
            int port = listening.getLocalPort();
            var connecting = Asyncio.createTask(() -> Net.openConnection(HOST, port));
            Asyncio.sleep(0);
            Asyncio.sleep(0);
            // The loop finds all of this at once.
            try (Socket peer = listening.accept()) {
              peer.getOutputStream().write(bytes("goodbye"));
              peer.shutdownOutput();
              awaitEndAtOtherSide(peer);
              assertThat(connecting.done()).isFalse();
              try (var streams = Asyncio.await(connecting)) {
                assertThat(new String(streams.reader().read())).isEqualTo("goodbye");
              }
            }
          }
        });
  }

  @Test
  void aPeerThatEndsItsHalfAtOnceFailsAHandshake() {
    withoutLeaks(
        () -> {
          var trusting = ConnectOptions.DEFAULT.withSsl(Certificates.trusting(SERVER));
          try (var listening = new ServerSocket(0, 5, InetAddress.getByName(HOST))) {
            int port = listening.getLocalPort();
            var connecting = Asyncio.createTask(() -> Net.openConnection(HOST, port, trusting));
            Asyncio.sleep(0);
            Asyncio.sleep(0);
            try (Socket peer = listening.accept()) {
              peer.shutdownOutput();
              awaitEndAtOtherSide(peer);
              assertThat(connecting.done()).isFalse();
              assertThatThrownBy(() -> Asyncio.await(connecting))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining(HOST + ":" + port);
            }
          }
        });
  }

  @Test
  void aPeerThatHasEndedItsHalfCanBeWrittenToWithoutEnd() {
    int bytes = 20_000_000;
    withoutLeaks(
        () -> {
          var server =
              Net.startServer(
                  (reader, writer) -> {
                    try (writer) {
                      reader.read();
                      for (int sent = 0; sent < bytes; sent += 100_000) {
                        writer.write(new byte[100_000]);
                        writer.drain();
                      }
                    }
                  },
                  HOST,
                  0);
          int port = port(server);
          long received =
              Asyncio.toThread(
                  () -> {
                    try (Socket peer = new Socket(HOST, port)) {
                      peer.getOutputStream().write(1);
                      peer.shutdownOutput();
                      return (long) peer.getInputStream().readAllBytes().length;
                    }
                  });
          assertThat(received).isEqualTo(bytes);
          end(server);
        });
  }

  @Test
  void aResetInTheMidstIsAnErrorWithTheAddress() {
    withoutLeaks(
        () -> {
          try (var listening = new ServerSocket(0, 5, InetAddress.getByName(HOST))) {
            int port = listening.getLocalPort();
            try (var streams = Net.openConnection(HOST, port)) {
              Socket peer = listening.accept();
              var reading = Asyncio.createTask(() -> streams.reader().read());
              Asyncio.sleep(0);
              peer.setSoLinger(true, 0);
              peer.close();
              assertThatThrownBy(() -> Asyncio.await(reading))
                  .isInstanceOf(ConnectionResetException.class)
                  .hasMessage("Connection reset: 127.0.0.1:" + port);
              assertThatThrownBy(() -> streams.writer().drain())
                  .isInstanceOf(ConnectionResetException.class);
            }
          }
        });
  }

  @Test
  void aReaderThatDoesNotReadHoldsUpTheWriterAndNoMemory() {
    int bytes = 50_000_000;
    withoutLeaks(
        () -> {
          try (var listening = new ServerSocket(0, 5, InetAddress.getByName(HOST))) {
            var streams = Net.openConnection(HOST, listening.getLocalPort());
            StreamWriter writer = streams.writer();
            int[] most = {0};
            var sending =
                Asyncio.createTask(
                    () -> {
                      for (int sent = 0; sent < bytes; sent += 10_000) {
                        writer.write(new byte[10_000]);
                        most[0] = Math.max(most[0], writer.transport().getWriteBufferSize());
                        writer.drain();
                      }
                      writer.writeEof();
                    });
            try (Socket peer = listening.accept()) {
              // Held up: as much as the system takes, and the high-water mark.
              while (writer.transport().getWriteBufferSize() < 64 * 1024) {
                Asyncio.sleep(0);
              }
              Asyncio.sleep(0);
              assertThat(sending.done()).isFalse();
              long received =
                  Asyncio.toThread(() -> (long) peer.getInputStream().readAllBytes().length);
              assertThat(received).isEqualTo(bytes);
            }
            Asyncio.await(sending);
            assertThat(most[0]).isLessThan(128 * 1024);
            streams.close();
          }
        });
  }

  @Test
  void bytesThatComeOneByOneAreALine() {
    withoutLeaks(
        () -> {
          var server = Net.startServer(FaultsTest::echo, HOST, 0);
          try (var streams = Net.openConnection(HOST, port(server))) {
            for (char c : "slowly, very slowly\n".toCharArray()) {
              streams.writer().write(new byte[] {(byte) c});
              streams.writer().drain();
              assertThat(streams.reader().readexactly(1)).containsExactly(c);
            }
          }
          end(server);
        });
  }

  @Test
  void writersThatAreTooSlowAreCutAndTheOthersServedMeanwhile() {
    int slow = 20;
    // A round takes a tenth of what a line may take, however busy the machine is.
    long[] now = {0};
    var byRounds = LoopOptions.DEFAULT.withClock(() -> now[0]);
    withoutLeaks(
        RunOptions.DEFAULT.withLoopFactory(() -> EventLoop.create(byRounds)),
        () -> {
          int[] cut = {0};
          var server =
              Net.startServer(
                  (reader, writer) -> {
                    try (writer) {
                      serveInTime(reader, writer);
                    } catch (TimeoutException tooSlow) {
                      cut[0]++;
                    }
                  },
                  HOST,
                  0);
          var slowOnes = new ArrayList<Streams>();
          for (int i = 0; i < slow; i++) {
            slowOnes.add(Net.openConnection(HOST, port(server)));
          }
          var buffers = NettyReactor.of(Asyncio.getRunningLoop()).buffers();
          int rounds = 0;
          try (var fast = Net.openConnection(HOST, port(server))) {
            while (cut[0] < slow) {
              now[0] += LINE_SECONDS * 1e9 / 10;
              for (Streams streams : slowOnes) {
                streams.writer().write(new byte[] {'x'});
              }
              fast.writer().write(bytes("hello\n"));
              assertThat(new String(fast.reader().readline())).isEqualTo("hello\n");
              // One for each that has just been written to, at most.
              assertThat(buffers.lent()).isLessThanOrEqualTo(slow + 1);
              rounds++;
            }
          }
          // Each connection's time begins after the test's, and is looked at after the round.
          assertThat(rounds).isBetween(10, 20);
          for (Streams streams : slowOnes) {
            try {
              assertThat(streams.reader().read()).isEmpty();
            } catch (ConnectionResetException alsoFine) {
              // What it wrote was not read.
            }
            streams.close();
          }
          end(server);
        });
  }

  /** Answers lines, each of which must have come within a time. */
  private static void serveInTime(StreamReader reader, StreamWriter writer) throws Exception {
    for (byte[] line;
        (line = Asyncio.timeout(LINE_SECONDS, () -> reader.readline())).length > 0; ) {
      writer.write(line);
      writer.drain();
    }
  }

  @Test
  void aLineThatComesByteByByteWithoutEndIsCutAtTheLimit() {
    int limit = 1000;
    withoutLeaks(
        () -> {
          var refused = Asyncio.getRunningLoop().<IllegalArgumentException>createFuture();
          var server =
              Net.startServer(
                  (reader, writer) -> {
                    try (writer) {
                      reader.readline();
                    } catch (IllegalArgumentException tooLong) {
                      refused.setResult(tooLong);
                    }
                  },
                  HOST,
                  0,
                  ServerOptions.DEFAULT,
                  StreamOptions.DEFAULT.withLimit(limit));
          try (Socket peer = new Socket(HOST, port(server))) {
            peer.setTcpNoDelay(true);
            int written = 0;
            while (!refused.done()) {
              peer.getOutputStream().write('x');
              written++;
              Asyncio.sleep(0);
              // All but what is on its way has been looked at.
              assertThat(written).isLessThan(100 * limit);
            }
            assertThat(written).isGreaterThan(limit);
          }
          end(server);
        });
  }

  @Test
  void anUnknownHostIsNamed() {
    withoutLeaks(
        () ->
            assertThatThrownBy(() -> Net.openConnection("no-such-host.invalid", 80))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no-such-host.invalid"));
  }

  @Test
  void garbageInsteadOfTlsEndsItsConnectionOnly() {
    withoutLeaks(
        () -> {
          var options = ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER));
          var server = Net.startServer(FaultsTest::echo, HOST, 0, options);
          var random = new Random(5);
          for (int i = 0; i < 100; i++) {
            byte[] garbage = new byte[1 + random.nextInt(300)];
            random.nextBytes(garbage);
            if (i % 2 == 0) {
              garbage[0] = 22; // a handshake, as far as it goes
            }
            try (var streams = Net.openConnection(HOST, port(server))) {
              streams.writer().write(garbage);
              streams.writer().writeEof();
              try {
                streams.reader().read(); // an alert, or nothing
              } catch (ConnectionResetException alsoFine) {
                // Something had not been read.
              }
            }
          }
          speakTls(server);
          end(server);
        });
  }

  private static void speakTls(Server server) throws Exception {
    var trusting = ConnectOptions.DEFAULT.withSsl(Certificates.trusting(SERVER));
    try (var streams = Net.openConnection(HOST, port(server), trusting)) {
      streams.writer().write(bytes("hello\n"));
      assertThat(new String(streams.reader().readline())).isEqualTo("hello\n");
    }
  }

  @Test
  void garbageFromATlsServerIsAnErrorWithTheAddress() {
    withoutLeaks(
        () -> {
          var random = new Random(6);
          var server =
              Net.startServer(
                  (reader, writer) -> {
                    try (writer) {
                      byte[] garbage = new byte[1 + random.nextInt(300)];
                      random.nextBytes(garbage);
                      writer.write(garbage);
                    }
                  },
                  HOST,
                  0);
          var trusting = ConnectOptions.DEFAULT.withSsl(Certificates.trusting(SERVER));
          for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> Net.openConnection(HOST, port(server), trusting))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + port(server));
          }
          end(server);
        });
  }

  @Test
  void aClientThatDisappearsInItsHandshakeIsForgotten() {
    withoutLeaks(
        () -> {
          var options = ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER));
          var server = Net.startServer(FaultsTest::echo, HOST, 0, options);
          for (int i = 0; i < 10; i++) {
            try (Socket peer = new Socket(HOST, port(server))) {
              peer.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1});
              peer.setSoLinger(i % 2 == 0, 0);
            }
          }
          speakTls(server);
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aConversationCanBeCancelledAnywhere() {
    withoutLeaks(() -> cancelAnywhere(ServerOptions.DEFAULT, ConnectOptions.DEFAULT, 2_000_000));
  }

  @Test
  void aConversationOverTlsCanBeCancelledAnywhere() {
    withoutLeaks(
        () ->
            cancelAnywhere(
                ServerOptions.DEFAULT.withSsl(Certificates.context(SERVER)),
                ConnectOptions.DEFAULT.withSsl(Certificates.trusting(SERVER)),
                200_000));
  }

  private static void cancelAnywhere(ServerOptions ofServer, ConnectOptions ofClient, int bytes)
      throws Exception {
    var server = Net.startServer(FaultsTest::echo, HOST, 0, ofServer);
    boolean finished = false;
    int cancelled = 0;
    for (int steps = 0; !finished; steps++) {
      var conversation =
          Asyncio.createTask(
              () -> {
                var streams = Net.openConnection(HOST, port(server), ofClient);
                try (StreamWriter writer = streams.writer()) {
                  writer.write(new byte[bytes]);
                  var reading = Asyncio.createTask(() -> streams.reader().readexactly(bytes));
                  try {
                    writer.drain();
                    Asyncio.await(reading);
                  } finally {
                    reading.cancel();
                  }
                  writer.close();
                  writer.waitClosed();
                }
              });
      for (int i = 0; i < steps && !conversation.done(); i++) {
        Asyncio.sleep(0);
      }
      finished = !conversation.cancel();
      try {
        Asyncio.await(conversation);
      } catch (CancelledError expected) {
        cancelled++;
      }
    }
    assertThat(cancelled).isGreaterThan(5);
    end(server);
  }
}
