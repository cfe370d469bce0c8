package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.StreamReaderTest.bytes;
import static org.asyncio4j.net.StreamReaderTest.text;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class MemoryTransportsTest {
  private final Log first = new Log();
  private final Log second = new Log();

  /** Writes down what it is told. */
  private static class Log implements Protocol {
    final List<String> told = new ArrayList<>();
    AfterEof afterEof = AfterEof.CLOSE;

    @Override
    public void connectionMade(BaseTransport transport) {
      told.add("made");
    }

    @Override
    public void dataReceived(byte[] data) {
      told.add("data " + text(data));
    }

    @Override
    public AfterEof eofReceived() {
      told.add("eof");
      return afterEof;
    }

    @Override
    public void connectionLost(Throwable exception) {
      told.add("lost " + exception);
    }

    @Override
    public void pauseWriting() {
      told.add("pause");
    }

    @Override
    public void resumeWriting() {
      told.add("resume");
    }
  }

  private MemoryTransports.Pair pair(MemoryOptions options) {
    return MemoryTransports.pair(first, second, options);
  }

  private MemoryTransports.Pair pair() {
    return pair(MemoryOptions.DEFAULT);
  }

  @Test
  void whatIsWrittenArrivesLaterAndInOrder() {
    VirtualTime.run(
        () -> {
          var pair = pair();
          byte[] data = bytes("a");
          pair.first().write(data);
          data[0] = 'x';
          pair.first().write(ByteBuffer.wrap(bytes("bcd"), 1, 1));
          pair.first().writelines(List.of(bytes("d"), bytes(""), bytes("e")));
          assertThat(second.told).isEmpty();
          sleep(1);

          assertThat(first.told).containsExactly("made");
          assertThat(second.told).containsExactly("made", "data a", "data c", "data d", "data e");
        });
  }

  @Test
  void closingSendsWhatIsWrittenAndTheOtherSideEnds() {
    VirtualTime.run(
        () -> {
          var pair = pair();
          pair.first().write(bytes("a"));
          pair.first().close();
          pair.first().close();
          pair.first().write(bytes("too late"));
          pair.second().write(bytes("never received"));
          assertThat(pair.first().isClosing()).isTrue();
          sleep(1);

          assertThat(first.told).containsExactly("made", "lost null");
          assertThat(second.told).containsExactly("made", "data a", "eof", "lost null");
          assertThat(pair.second().isClosing()).isTrue();
        });
  }

  @Test
  void halfCloseLeavesTheOtherDirectionOpen() {
    VirtualTime.run(
        () -> {
          second.afterEof = Protocol.AfterEof.KEEP_OPEN;
          var pair = pair();
          pair.first().write(bytes("a"));
          pair.first().writeEof();
          assertThat(pair.first().canWriteEof()).isTrue();
          assertThatThrownBy(() -> pair.first().write(bytes("b")))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("cannot write() after writeEof() to MemoryTransport[");
          sleep(1);
          assertThat(second.told).containsExactly("made", "data a", "eof");
          pair.second().write(bytes("answer"));
          pair.second().close();
          sleep(1);

          assertThat(first.told).containsExactly("made", "data answer", "eof", "lost null");
          assertThat(second.told).endsWith("lost null");
        });
  }

  @Test
  void abortDropsWhatWaitsAndResetsTheOtherSide() {
    VirtualTime.run(
        () -> {
          var pair = pair(MemoryOptions.DEFAULT.withWindow(2));
          pair.first().write(bytes("abcd"));
          pair.first().abort();
          pair.first().abort();
          sleep(1);

          assertThat(first.told).containsExactly("made", "lost null");
          assertThat(second.told)
              .containsExactly(
                  "made",
                  "data ab",
                  "lost org.asyncio4j.net.ConnectionResetException: Connection reset by peer:"
                      + " MemoryTransport[memory:second, OPEN, queued=0]");
        });
  }

  @Test
  void whatArrivesAtASideThatIsGoneIsAnsweredWithAReset() {
    VirtualTime.run(
        () -> {
          second.afterEof = Protocol.AfterEof.KEEP_OPEN;
          var pair = pair();
          pair.first().close();
          sleep(1);
          pair.second().write(bytes("anybody?"));
          sleep(1);

          assertThat(second.told).hasSize(3).last().asString().contains("Connection reset by peer");
        });
  }

  @Test
  void marksPauseAndResumeTheWriter() {
    VirtualTime.run(
        () -> {
          var pair =
              pair(
                  MemoryOptions.DEFAULT
                      .withWindow(4)
                      .withWriteBufferLimits(new WriteBufferLimits(2, 5)));
          sleep(1);
          pair.second().pauseReading();
          assertThat(pair.second().isReading()).isFalse();
          pair.first().write(bytes("abcdefghi"));
          assertThat(pair.first().getWriteBufferSize()).isEqualTo(5);
          assertThat(first.told).containsExactly("made");
          pair.first().write(bytes("j"));
          assertThat(first.told).containsExactly("made", "pause");
          sleep(1);
          assertThat(second.told).containsExactly("made");
          pair.second().resumeReading();
          assertThat(second.told).containsExactly("made");
          sleep(1);

          assertThat(second.told)
              .containsExactly("made", "data abcd", "data efgh", "data i", "data j");
          assertThat(first.told).containsExactly("made", "pause", "resume");
          assertThat(pair.first().getWriteBufferSize()).isZero();
        });
  }

  @Test
  void newMarksTakeEffectAtOnce() {
    VirtualTime.run(
        () -> {
          var pair = pair(MemoryOptions.DEFAULT.withWindow(1));
          sleep(1);
          pair.second().pauseReading();
          pair.first().write(bytes("abcdef"));
          pair.first().setWriteBufferLimits(new WriteBufferLimits(1, 4));
          assertThat(first.told).containsExactly("made", "pause");
          pair.first().setWriteBufferLimits(WriteBufferLimits.ofLow(5));
          assertThat(first.told).containsExactly("made", "pause", "resume");
          assertThat(pair.first().getWriteBufferLimits()).isEqualTo(new WriteBufferLimits(5, 20));
        });
  }

  @Test
  void closingWaitsForAReceiverThatIsPaused() {
    VirtualTime.run(
        () -> {
          var pair = pair(MemoryOptions.DEFAULT.withWindow(1));
          sleep(1);
          pair.second().pauseReading();
          pair.first().write(bytes("abc"));
          pair.first().close();
          sleep(1);
          assertThat(first.told).containsExactly("made");
          pair.second().resumeReading();
          sleep(1);

          assertThat(first.told).containsExactly("made", "lost null");
          assertThat(second.told)
              .containsExactly("made", "data a", "data b", "data c", "eof", "lost null");
        });
  }

  @Test
  void wireDecidesWhenSomethingArrives() {
    VirtualTime.run(
        () -> {
          var times = new ArrayList<Double>();
          var receiver =
              new Log() {
                @Override
                public void dataReceived(byte[] data) {
                  times.add(getRunningLoop().time());
                }
              };
          double start = getRunningLoop().time();
          var options =
              MemoryOptions.DEFAULT
                  .withWires(Wire.delayed(0.25), Wire.delayed(Duration.ofSeconds(3)))
                  .withWindow(2);
          var pair = MemoryTransports.pair(first, receiver, options);
          pair.first().write(bytes("abcd"));
          pair.second().write(bytes("ok"));
          sleep(2.99);
          assertThat(first.told).containsExactly("made");
          sleep(0.02);

          assertThat(first.told).containsExactly("made", "data ok");
          assertThat(times).containsExactly(start + 0.25, start + 0.5);
        });
  }

  @Test
  void lostPacketsNeverArrive() {
    VirtualTime.run(
        () -> {
          var pair =
              pair(MemoryOptions.DEFAULT.withWires((_, _) -> {}, Wire.immediate()).withWindow(3));
          pair.first().write(bytes("abcd"));
          sleep(10);
          assertThat(second.told).containsExactly("made");
          assertThat(pair.first().getWriteBufferSize()).isOne();
        });
  }

  @Test
  void failingProtocolEndsTheConnection() {
    VirtualTime.run(
        () -> {
          var reports = new ArrayList<String>();
          getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.message()));
          var failing =
              new Log() {
                @Override
                public void dataReceived(byte[] data) {
                  throw new IllegalStateException("no");
                }
              };
          var pair = MemoryTransports.pair(first, failing);
          pair.first().write(bytes("a"));
          sleep(1);

          assertThat(reports).containsExactly("Fatal error: receiving protocol call failed.");
          assertThat(failing.told)
              .containsExactly("made", "lost java.lang.IllegalStateException: no");
          assertThat(first.told).last().asString().contains("Connection reset by peer");
        });
  }

  @Test
  void bufferedProtocolGetsDataInItsOwnBuffers() {
    VirtualTime.run(
        () -> {
          var received = new StringBuilder();
          var buffered =
              new BufferedProtocol() {
                private final ByteBuffer buffer = ByteBuffer.allocate(3);

                @Override
                public ByteBuffer getBuffer(int sizeHint) {
                  return buffer.clear();
                }

                @Override
                public void bufferUpdated(int bytes) {
                  received.append(text(buffer.array()), 0, bytes).append('|');
                }
              };
          var pair = MemoryTransports.pair(first, buffered);
          pair.first().write(bytes("abcdefgh"));
          pair.first().close();
          sleep(1);
          assertThat(received).hasToString("abc|def|gh|");
          assertThat(pair.second().isClosing()).isTrue();
        });
  }

  @Test
  void protocolCanBeReplaced() {
    VirtualTime.run(
        () -> {
          var pair = pair();
          sleep(1);
          var other = new Log();
          pair.second().setProtocol(other);
          pair.first().write(bytes("a"));
          sleep(1);
          assertThat(pair.second().getProtocol()).isSameAs(other);
          assertThat(other.told).containsExactly("data a");
          assertThatThrownBy(() -> pair.second().setProtocol(new BaseProtocol() {}))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith("expected a Protocol or BufferedProtocol");
        });
  }

  @Test
  void sidesHaveAddresses() {
    VirtualTime.run(
        () -> {
          var pair = pair();
          assertThat(pair.first().getExtraInfo(ExtraInfo.PEERNAME)).hasToString("memory:second");
          assertThat(pair.first().getExtraInfo(ExtraInfo.SOCKNAME)).hasToString("memory:first");
          assertThat(pair.first().getExtraInfo(ExtraInfo.SSLCONTEXT)).isNull();
        });
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> MemoryOptions.DEFAULT.withWindow(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window must be > 0, got 0");
    assertThatThrownBy(() -> Wire.delayed(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seconds must be >= 0, got -1.0");
  }
}
