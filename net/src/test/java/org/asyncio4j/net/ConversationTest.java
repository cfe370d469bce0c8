package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.StreamReaderTest.bytes;
import static org.asyncio4j.net.StreamReaderTest.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.asyncio4j.Asyncio;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.IncompleteReadException;
import org.asyncio4j.Task;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Two sides that talk over streams in memory. */
final class ConversationTest {
  private static final MemoryOptions NARROW =
      MemoryOptions.DEFAULT.withWindow(16).withWriteBufferLimits(new WriteBufferLimits(8, 32));
  private static final StreamOptions SHORT = StreamOptions.DEFAULT.withLimit(64);

  private final List<ErrorReport> reports = new ArrayList<>();

  private void keepReports() {
    getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
  }

  private static void echo(StreamReader reader, StreamWriter writer) throws IOException {
    for (byte[] line : reader) {
      writer.write(line);
      writer.drain();
    }
    writer.close();
  }

  @Test
  void linesAreEchoed() {
    VirtualTime.run(
        () -> {
          try (var client = MemoryTransports.connectTo(ConversationTest::echo)) {
            for (String line : List.of("hello\n", "\n", "world\n")) {
              client.writer().write(bytes(line));
              client.writer().drain();
              assertThat(text(client.reader().readline())).isEqualTo(line);
            }
            client.writer().writeEof();
            assertThat(client.reader().read()).isEmpty();
          }
        });
  }

  @Test
  void singleBytesBothWaysMakeTheSameLines() {
    VirtualTime.run(
        () -> {
          var options = NARROW.withWindow(1);
          try (var client =
              MemoryTransports.connectTo(ConversationTest::echo, options, StreamOptions.DEFAULT)) {
            for (byte one : bytes("hello\nworld\n")) {
              client.writer().write(new byte[] {one});
              client.writer().drain();
            }
            client.writer().writeEof();
            var answer = new StringBuilder();
            for (byte[] one; (one = client.reader().read(1)).length > 0; ) {
              answer.append(text(one));
            }
            assertThat(answer).hasToString("hello\nworld\n");
          }
        });
  }

  @Test
  void slowReaderBoundsWhatIsKept() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams(NARROW, SHORT);
          StreamWriter writer = pair.first().writer();
          StreamReader reader = pair.second().reader();
          Task<?> writing =
              createTask(
                  () -> {
                    for (int i = 0; i < 1000; i++) {
                      writer.write(new byte[10]);
                      writer.drain();
                    }
                    writer.close();
                  });
          int total = 0;
          for (int n; (n = reader.read(7).length) > 0; total += n) {
            assertThat(reader.buffered()).isLessThanOrEqualTo(2 * 64 + 16);
            assertThat(writer.transport().getWriteBufferSize()).isLessThanOrEqualTo(32 + 10);
            sleep(0.1);
          }
          await(writing);
          assertThat(total).isEqualTo(10_000);
          pair.second().writer().close();
        });
  }

  @Test
  void readerThatDoesNotReadStopsTheWriter() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams(NARROW, SHORT);
          int[] written = {0};
          Task<?> writing =
              createTask(
                  () -> {
                    while (true) {
                      pair.first().writer().write(new byte[10]);
                      pair.first().writer().drain();
                      written[0] += 10;
                    }
                  });
          sleep(1000);

          assertThat(written[0]).isLessThan(2 * 64 + 16 + 16 + 32 + 10);
          assertThat(writing.done()).isFalse();
          writing.cancel();
          pair.first().writer().close();
          pair.second().writer().close();
        });
  }

  @Test
  void slowWriterIsWaitedFor() {
    VirtualTime.run(
        () -> {
          double start = getRunningLoop().time();
          try (var client =
              MemoryTransports.connectTo(
                  (_, writer) -> {
                    for (byte one : bytes("slow\n")) {
                      sleep(10);
                      writer.write(new byte[] {one});
                    }
                    writer.close();
                  })) {
            assertThat(text(client.reader().readline())).isEqualTo("slow\n");
            assertThat(getRunningLoop().time() - start).isEqualTo(50);
          }
        });
  }

  @Test
  void endInTheMiddleIsAnIncompleteRead() {
    VirtualTime.run(
        () -> {
          try (var client =
              MemoryTransports.connectTo(
                  (_, writer) -> {
                    writer.write(bytes("half"));
                    writer.close();
                  })) {
            assertThatThrownBy(() -> client.reader().readexactly(8))
                .isInstanceOf(IncompleteReadException.class);
          }
        });
  }

  @Test
  void resetReachesReadsAndDrainsAndWaitClosed() {
    VirtualTime.run(
        () -> {
          var client = MemoryTransports.connectTo((_, writer) -> writer.transport().abort());
          assertThatThrownBy(() -> client.reader().readline())
              .isInstanceOf(ConnectionResetException.class)
              .hasMessageContaining("memory:first");
          assertThatThrownBy(() -> client.writer().drain())
              .isInstanceOf(ConnectionResetException.class);
          assertThatThrownBy(() -> client.writer().waitClosed())
              .isInstanceOf(ConnectionResetException.class);
          client.close();
        });
  }

  // --- the server's side ------------------------------------------------------------------------

  @Test
  @Behaviour(269)
  void failureOfAServingTaskIsReportedAndClosesTheConnection() {
    VirtualTime.run(
        () -> {
          keepReports();
          var failure = new IOException("cannot serve");
          try (var client =
              MemoryTransports.connectTo(
                  (reader, _) -> {
                    reader.readline();
                    throw failure;
                  })) {
            client.writer().write(bytes("x\n"));
            assertThat(client.reader().read()).isEmpty();
          }
          assertThat(reports).hasSize(1);
          assertThat(reports.getFirst().message())
              .isEqualTo("Unhandled exception in client_connected_cb");
          assertThat(reports.getFirst().exception()).containsSame(failure);
          assertThat(reports.getFirst().transport()).isPresent();
        });
  }

  @Test
  @Behaviour(269)
  void cancelOfAServingTaskIsNotReportedAndClosesTheConnection() {
    VirtualTime.run(
        () -> {
          keepReports();
          var serving = new ArrayList<Task<?>>();
          try (var client =
              MemoryTransports.connectTo(
                  (reader, _) -> {
                    serving.add(Asyncio.currentTask().orElseThrow());
                    reader.readline();
                  })) {
            sleep(1);
            serving.getFirst().cancel();
            assertThat(client.reader().read()).isEmpty();
          }
          assertThat(reports).isEmpty();
        });
  }

  @Test
  void servingTaskThatReturnsLeavesTheConnectionOpen() {
    VirtualTime.run(
        () -> {
          var held = new ArrayList<StreamWriter>();
          var client = MemoryTransports.connectTo((_, writer) -> held.add(writer));
          sleep(1);
          held.getFirst().write(bytes("late\n"));
          assertThat(text(client.reader().readline())).isEqualTo("late\n");
          client.writer().close();
          held.getFirst().close();
        });
  }

  // --- cancelling -------------------------------------------------------------------------------

  /** A conversation of many steps, each of which suspends somewhere. */
  private static void talk(Streams streams) throws Exception {
    try (streams) {
      StreamReader reader = streams.reader();
      StreamWriter writer = streams.writer();
      for (int i = 0; i < 3; i++) {
        writer.write(new byte[100]);
        writer.drain();
        writer.write(bytes("line " + i + "\n"));
        reader.readexactly(100);
        assertThat(text(reader.readline())).isEqualTo("line " + i + "\n");
      }
      writer.writeEof();
      assertThat(reader.read()).isEmpty();
    }
  }

  private static void mirror(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      for (byte[] some; (some = reader.read(50)).length > 0; ) {
        writer.write(some);
        writer.drain();
      }
    }
  }

  @Test
  void conversationCanBeCancelledAtEveryAwait() {
    int rounds = 0;
    for (boolean cancelled = true; cancelled; rounds++) {
      int round = rounds;
      cancelled =
          VirtualTime.run(
              () -> {
                keepReports();
                var client = MemoryTransports.connectTo(ConversationTest::mirror, NARROW, SHORT);
                Task<?> talking = createTask(() -> talk(client));
                for (int i = 0; i < round; i++) {
                  sleep(0);
                }
                boolean wasDone = talking.done();
                talking.cancel();
                sleep(100);
                assertThat(talking.done()).isTrue();
                assertThat(talking.cancelled()).isEqualTo(!wasDone);
                assertThat(client.writer().isClosing()).isEqualTo(round > 0);
                client.close();
                assertThat(Asyncio.allTasks().stream().filter(t -> !t.done()))
                    .containsExactly(Asyncio.currentTask().orElseThrow());
                return !wasDone;
              });
      assertThat(reports)
          .allSatisfy(
              report ->
                  assertThat(report.exception().orElseThrow())
                      .isInstanceOf(ConnectionResetException.class));
    }
    assertThat(rounds).isGreaterThan(30);
  }

  @Test
  void bytesArriveAsWrittenWhateverTheirPieces() {
    long seed = System.nanoTime();
    System.out.printf("ConversationTest: seed %s%n", seed);
    var random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      int window = 1 + random.nextInt(40);
      int high = random.nextInt(60);
      int limit = 1 + random.nextInt(50);
      byte[] data = new byte[random.nextInt(3000)];
      random.nextBytes(data);
      VirtualTime.run(
          () -> {
            var options =
                MemoryOptions.DEFAULT
                    .withWires(Wire.delayed(random.nextInt(2)), Wire.immediate())
                    .withWindow(window)
                    .withWriteBufferLimits(WriteBufferLimits.ofHigh(high));
            try (var client =
                MemoryTransports.connectTo(
                    ConversationTest::mirror, options, new StreamOptions(limit))) {
              Task<byte[]> answer = createTask(() -> client.reader().read());
              for (int sent = 0; sent < data.length; ) {
                int piece = Math.min(data.length - sent, 1 + random.nextInt(200));
                client.writer().write(java.nio.ByteBuffer.wrap(data, sent, piece));
                client.writer().drain();
                sent += piece;
              }
              client.writer().writeEof();
              assertThat(await(answer)).as("seed %s", seed).isEqualTo(data);
            }
          });
    }
  }
}
