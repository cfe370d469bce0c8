package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.StreamReaderTest.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StreamWriterTest {
  private final RecordingTransport transport = new RecordingTransport();
  private final RecordingTransport secure = new RecordingTransport();

  /** A protocol, its reader and writer on a transport that does nothing. */
  private record Streamed(
      StreamReaderProtocol protocol, StreamReader reader, StreamWriter writer) {}

  private Streamed streamed() {
    var reader = new StreamReader();
    var protocol = new StreamReaderProtocol(reader);
    protocol.connectionMade(transport);
    return new Streamed(protocol, reader, new StreamWriter(transport, protocol, reader));
  }

  /** Nobody shall warn of them. */
  @AfterEach
  void closeTransports() {
    transport.closing = true;
    secure.closing = true;
  }

  private static int iterationsOf(Action action) throws Exception {
    int[] count = {0};
    boolean[] over = {false};
    Task<?> counter =
        createTask(
            () -> {
              while (!over[0]) {
                sleep(0);
                count[0]++;
              }
            });
    sleep(0);
    int before = count[0];
    action.run();
    int after = count[0];
    over[0] = true;
    await(counter);
    return after - before;
  }

  @Test
  void writesGoToTheTransport() {
    VirtualTime.run(
        () -> {
          StreamWriter writer = streamed().writer();
          writer.write(bytes("a"));
          writer.write(ByteBuffer.wrap(bytes("bcd"), 1, 2));
          writer.writelines(List.of(bytes("e"), bytes("f")));
          writer.writeEof();
          assertThat(writer.canWriteEof()).isTrue();
          assertThat(writer.isClosing()).isFalse();
          writer.close();
          assertThat(writer.isClosing()).isTrue();
          assertThat(transport.calls)
              .containsExactly("write a", "write cd", "write e", "write f", "writeEof", "close");
          assertThat(writer.transport()).isSameAs(transport);
        });
  }

  // --- drain ------------------------------------------------------------------------------------

  @Test
  @Behaviour(266)
  void drainBelowTheMarkDoesNotSwitch() {
    VirtualTime.run(
        () -> {
          StreamWriter writer = streamed().writer();
          assertThat(iterationsOf(writer::drain)).isZero();
        });
  }

  @Test
  @Behaviour(266)
  void drainThrowsTheReadersException() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          var failure = new IOException("gone");
          streamed.reader().setException(failure);
          assertThatThrownBy(streamed.writer()::drain).isSameAs(failure);
        });
  }

  @Test
  @Behaviour(266)
  void drainAfterTheLossIsAReset() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          streamed.protocol().connectionLost(null);
          assertThatThrownBy(streamed.writer()::drain)
              .isInstanceOf(ConnectionResetException.class)
              .hasMessage("Connection lost: RecordingTransport");
        });
  }

  @Test
  void drainOfAClosingConnectionGivesUpAnIteration() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          streamed.writer().close();
          assertThat(iterationsOf(streamed.writer()::drain)).isOne();
        });
  }

  @Test
  @Behaviour(266)
  void manyTasksMayDrain() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          streamed.protocol().pauseWriting();
          var drainers = new ArrayList<Task<?>>();
          for (int i = 0; i < 10; i++) {
            drainers.add(createTask(() -> streamed.writer().drain()));
          }
          sleep(1);
          drainers.get(3).cancel();
          sleep(1);
          assertThat(drainers.stream().filter(Task::done)).containsExactly(drainers.get(3));

          streamed.protocol().resumeWriting();
          sleep(0);
          assertThat(drainers).allMatch(Task::done);
          for (Task<?> drainer : drainers) {
            if (drainer != drainers.get(3)) {
              await(drainer);
            }
          }
        });
  }

  @Test
  @Behaviour(266)
  void lossReachesAllWhoDrain() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          var failure = new IOException("gone");
          streamed.protocol().pauseWriting();
          Task<?> first = createTask(() -> streamed.writer().drain());
          Task<?> second = createTask(() -> streamed.writer().drain());
          sleep(1);
          streamed.protocol().connectionLost(failure);

          assertThatThrownBy(() -> await(first)).isSameAs(failure);
          assertThatThrownBy(() -> await(second)).isSameAs(failure);
        });
  }

  @Test
  void lossWithoutAFailureEndsDrains() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          streamed.protocol().pauseWriting();
          Task<?> draining = createTask(() -> streamed.writer().drain());
          sleep(1);
          streamed.protocol().connectionLost(null);
          await(draining);
        });
  }

  @Test
  void drainerThatIsCancelledInTheRoundOfTheLossLeavesNoReport() {
    VirtualTime.run(
        () -> {
          var reports = new ArrayList<String>();
          org.asyncio4j.Asyncio.getRunningLoop()
              .setExceptionHandler((_, report) -> reports.add(report.message()));
          Streamed streamed = streamed();
          streamed.protocol().pauseWriting();
          Task<?> draining = createTask(() -> streamed.writer().drain());
          Task<?> reading = createTask(() -> streamed.reader().readline());
          Task<?> closing = createTask(() -> streamed.writer().waitClosed());
          sleep(1);
          streamed.protocol().connectionLost(new IOException("gone"));
          var tasks = List.of(draining, reading, closing);
          tasks.forEach(Task::cancel);
          for (Task<?> task : tasks) {
            assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          }
          System.gc();
          sleep(1);
          assertThat(reports).isEmpty();
        });
  }

  // --- the end ----------------------------------------------------------------------------------

  @Test
  @Behaviour(267)
  void waitClosedWaitsForTheLoss() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          streamed.writer().close();
          Task<?> first = createTask(() -> streamed.writer().waitClosed());
          Task<?> second = createTask(() -> streamed.writer().waitClosed());
          sleep(1);
          assertThat(first.done()).isFalse();
          first.cancel();
          sleep(1);
          assertThat(first.cancelled()).isTrue();
          assertThat(second.done()).isFalse();

          streamed.protocol().connectionLost(null);
          await(second);
          streamed.writer().waitClosed();
        });
  }

  @Test
  @Behaviour(267)
  void waitClosedThrowsWhatTheConnectionEndedWith() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          var failure = new IOException("gone");
          Task<?> waiting = createTask(() -> streamed.writer().waitClosed());
          sleep(1);
          streamed.protocol().connectionLost(failure);

          assertThatThrownBy(() -> await(waiting)).isSameAs(failure);
          assertThatThrownBy(streamed.writer()::waitClosed).isSameAs(failure);
        });
  }

  @Test
  void streamsWaitWhenClosedAndKeepQuietAboutFailures() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          var streams = new Streams(streamed.reader(), streamed.writer());
          Task<?> closing = createTask(streams::close);
          sleep(1);
          assertThat(transport.calls).containsExactly("close");
          assertThat(closing.done()).isFalse();
          streamed.protocol().connectionLost(new IOException("gone"));
          await(closing);
        });
  }

  @Test
  void cancelledTaskDoesNotWaitForItsStreams() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          Task<?> conversation =
              createTask(
                  () -> {
                    try (var streams = new Streams(streamed.reader(), streamed.writer())) {
                      streams.reader().readline();
                    }
                  });
          sleep(1);
          conversation.cancel();
          sleep(0);
          sleep(0);
          assertThat(conversation.cancelled()).isTrue();
          assertThat(transport.calls).containsExactly("close");
        });
  }

  // --- TLS --------------------------------------------------------------------------------------

  @Test
  void tlsTakesOverOnceDrained() {
    VirtualTime.run(
        () -> {
          Streamed streamed = streamed();
          streamed.protocol().pauseWriting();
          Task<?> upgrading =
              createTask(
                  () ->
                      streamed
                          .writer()
                          .startTls(
                              (plain, protocol, serverSide) -> {
                                assertThat(plain).isSameAs(transport);
                                assertThat(protocol).isSameAs(streamed.protocol());
                                assertThat(serverSide).isFalse();
                                return secure;
                              }));
          sleep(1);
          assertThat(streamed.writer().transport()).isSameAs(transport);
          streamed.protocol().resumeWriting();
          await(upgrading);

          streamed.writer().write(bytes("secret"));
          streamed.reader().feedData(new byte[200_000]);
          assertThat(secure.calls).containsExactly("write secret", "pause");
          assertThat(transport.calls).isEmpty();
        });
  }

  @Test
  void descriptionNamesTransportAndReader() {
    VirtualTime.run(
        () -> {
          assertThat(streamed().writer())
              .hasToString(
                  "StreamWriter[transport=RecordingTransport,"
                      + " reader=StreamReader[0 bytes, transport=RecordingTransport]]");
        });
  }
}
