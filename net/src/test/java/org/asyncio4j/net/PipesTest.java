package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.Net.connectReadPipe;
import static org.asyncio4j.net.Net.connectWritePipe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class PipesTest {
  private final Leaks leaks = new Leaks();

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    leaks.assertNone();
  }

  private static class Ending implements BaseProtocol {
    final Future<@Nullable Void> lost = getRunningLoop().createFuture();
    int pauses;
    int resumptions;

    @Override
    public void connectionLost(@Nullable Throwable exception) {
      if (exception == null) {
        lost.setResult(null);
      } else {
        lost.setException(exception);
      }
    }

    @Override
    public void pauseWriting() {
      pauses++;
    }

    @Override
    public void resumeWriting() {
      resumptions++;
    }
  }

  private static final class Collector extends Ending implements Protocol {
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    boolean eof;

    @Override
    public void dataReceived(byte[] bytes) {
      data.writeBytes(bytes);
    }

    @Override
    public AfterEof eofReceived() {
      eof = true;
      return AfterEof.CLOSE;
    }
  }

  private static final class Buffered extends Ending implements BufferedProtocol {
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final ByteBuffer buffer = ByteBuffer.allocate(7);

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      return buffer.clear();
    }

    @Override
    public void bufferUpdated(int bytes) {
      data.write(buffer.array(), 0, bytes);
    }
  }

  private static byte[] megabytes(int count) {
    byte[] data = new byte[count << 20];
    new Random(2).nextBytes(data);
    return data;
  }

  @Test
  void pipeCarriesMegabytesFromOneEndToTheOther() {
    byte[] data = megabytes(4);
    run(
        () -> {
          Pipe pipe = Pipe.open();
          var in = connectReadPipe(Collector::new, pipe.source());
          var out = connectWritePipe(Ending::new, pipe.sink());
          out.transport().write(data);
          assertThat(out.transport().getWriteBufferSize()).isPositive();
          assertThat(out.protocol().pauses).isEqualTo(1);
          out.transport().writeEof();
          await(out.protocol().lost);
          await(in.protocol().lost);

          assertThat(Arrays.equals(in.protocol().data.toByteArray(), data)).isTrue();
          assertThat(in.protocol().eof).isTrue();
          assertThat(out.protocol().resumptions).isEqualTo(1);
          assertThat(out.transport().getWriteBufferSize()).isZero();
        });
  }

  @Test
  void streamsWillDo() {
    byte[] data = megabytes(1);
    var target = new ByteArrayOutputStream();
    run(
        () -> {
          var in = connectReadPipe(Buffered::new, new ByteArrayInputStream(data));
          await(in.protocol().lost);
          assertThat(Arrays.equals(in.protocol().data.toByteArray(), data)).isTrue();

          var out = connectWritePipe(Ending::new, target);
          out.transport().write(ByteBuffer.wrap(data));
          out.transport().close();
          await(out.protocol().lost);
        });

    assertThat(Arrays.equals(target.toByteArray(), data)).isTrue();
  }

  @Test
  void closingEndsABlockedRead() {
    run(
        () -> {
          Pipe pipe = Pipe.open();
          var in = connectReadPipe(Collector::new, pipe.source());
          sleep(0.02);
          in.transport().close();
          await(in.protocol().lost);

          assertThat(in.transport().isClosing()).isTrue();
          assertThat(in.protocol().eof).isFalse();
          pipe.sink().close();
        });
  }

  @Test
  void abortingEndsABlockedWrite() {
    run(
        () -> {
          Pipe pipe = Pipe.open();
          var out = connectWritePipe(Ending::new, pipe.sink());
          out.transport().write(megabytes(1));
          sleep(0.02);
          out.transport().abort();
          await(out.protocol().lost);

          assertThat(out.transport().getWriteBufferSize()).isZero();
          pipe.source().close();
        });
  }

  @Test
  void otherEndsLossIsTheTransports() {
    run(
        () -> {
          Pipe pipe = Pipe.open();
          var out = connectWritePipe(Ending::new, pipe.sink());
          pipe.source().close();
          out.transport().write(new byte[1]);

          assertThatThrownBy(() -> await(out.protocol().lost)).isInstanceOf(IOException.class);
          assertThat(out.transport().isClosing()).isTrue();
          out.transport().write(new byte[1]); // is dropped
        });
  }

  @Test
  void failureOfAStreamIsTheTransports() {
    var failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk is gone");
          }
        };
    run(
        () -> {
          var in = connectReadPipe(Collector::new, failing);

          assertThatThrownBy(() -> await(in.protocol().lost)).hasMessage("the disk is gone");
        });
  }

  @Test
  void nothingIsWrittenAfterTheEnd() {
    run(
        () -> {
          var out = connectWritePipe(Ending::new, new ByteArrayOutputStream());
          out.transport().write(new byte[1]);
          out.transport().writeEof();

          assertThatThrownBy(() -> out.transport().write(new byte[1]))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("after writeEof()");
          await(out.protocol().lost);
        });
  }

  @Test
  void pausedPipeReadsNoFurtherThanItsBound() {
    run(
        () -> {
          Pipe pipe = Pipe.open();
          var in = connectReadPipe(Collector::new, pipe.source());
          var out = connectWritePipe(Ending::new, pipe.sink());
          in.transport().pauseReading();
          out.transport().write(megabytes(4));
          sleep(0.05);

          assertThat(in.protocol().data.size()).isZero();
          assertThat(out.transport().getWriteBufferSize()).isGreaterThan(3 << 20);
          in.transport().resumeReading();
          out.transport().close();
          await(in.protocol().lost);
          assertThat(in.protocol().data.size()).isEqualTo(4 << 20);
        });
  }

  @Test
  void marksCanBeMoved() {
    run(
        () -> {
          Pipe pipe = Pipe.open();
          var out = connectWritePipe(Ending::new, pipe.sink());
          out.transport().write(megabytes(1));
          assertThat(out.protocol().pauses).isEqualTo(1);
          out.transport().setWriteBufferLimits(new WriteBufferLimits(2 << 20, 4 << 20));
          assertThat(out.protocol().resumptions).isEqualTo(1);
          out.transport().setWriteBufferLimits(WriteBufferLimits.DEFAULT);
          assertThat(out.protocol().pauses).isEqualTo(2);
          out.transport().abort();
          pipe.source().close();
        });
  }

  @Test
  void nonBlockingChannelIsRefused() {
    run(
        () -> {
          Pipe pipe = Pipe.open();
          pipe.source().configureBlocking(false);
          pipe.sink().configureBlocking(false);

          assertThatThrownBy(() -> connectReadPipe(Collector::new, pipe.source()))
              .hasMessageContaining("expected a blocking channel");
          assertThatThrownBy(() -> connectWritePipe(Ending::new, pipe.sink()))
              .hasMessageContaining("expected a blocking channel");
          pipe.source().close();
          pipe.sink().close();
        });
  }

  @Test
  void protocolMustReceiveBytes() {
    run(
        () ->
            assertThatThrownBy(
                    () -> connectReadPipe(Ending::new, new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a Protocol or a BufferedProtocol"));
  }

  @Test
  void streamReaderReadsAPipe() {
    run(
        () -> {
          var reader = new StreamReader();
          connectReadPipe(
              () -> new StreamReaderProtocol(reader),
              new ByteArrayInputStream("one\ntwo\n".getBytes(UTF_8)));

          assertThat(new String(reader.readline(), UTF_8)).isEqualTo("one\n");
          assertThat(reader.read()).hasSize(4);
          assertThat(List.of(reader.atEof())).containsExactly(true);
        });
  }
}
