package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.StreamReaderTest.bytes;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.asyncio4j.Task;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams as those of java.io. */
@Timeout(60)
final class StreamViewsTest {
  private static final MemoryOptions NARROW =
      MemoryOptions.DEFAULT.withWindow(100).withWriteBufferLimits(new WriteBufferLimits(50, 200));

  @Test
  void inputStreamSuspendsItsTaskAlone() {
    VirtualTime.run(
        () -> {
          var reader = new StreamReader();
          var input = reader.asInputStream();
          double start = getRunningLoop().time();
          createTask(
              () -> {
                sleep(5);
                reader.feedData(bytes("ab"));
                reader.feedEof();
              });
          assertThat(input.available()).isZero();
          assertThat(input.read()).isEqualTo('a');
          assertThat(getRunningLoop().time() - start).isEqualTo(5);
          assertThat(input.available()).isOne();
          assertThat(input.readAllBytes()).isEqualTo(bytes("b"));
          assertThat(input.read()).isEqualTo(-1);
          assertThat(input.read(new byte[3])).isEqualTo(-1);
          assertThat(input.read(new byte[0])).isZero();
        });
  }

  @Test
  void bytesAreNotNegative() {
    VirtualTime.run(
        () -> {
          var reader = new StreamReader();
          reader.feedData(new byte[] {-1, -128});
          assertThat(reader.asInputStream().read()).isEqualTo(255);
          assertThat(reader.asInputStream().read()).isEqualTo(128);
        });
  }

  @Test
  void javasOwnParsersWork() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams(NARROW, StreamOptions.DEFAULT);
          Task<?> writing =
              createTask(
                  () -> {
                    try (var out = new DataOutputStream(pair.first().writer().asOutputStream())) {
                      out.writeInt(42);
                      out.writeUTF("text");
                      var zipped = new GZIPOutputStream(out);
                      for (int i = 0; i < 10_000; i++) {
                        zipped.write("line %s%n".formatted(i * 7919 % 10_007).getBytes(UTF_8));
                      }
                      zipped.finish();
                    }
                  });
          var in = new DataInputStream(pair.second().reader().asInputStream());
          assertThat(in.readInt()).isEqualTo(42);
          assertThat(in.readUTF()).isEqualTo("text");
          var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(in), UTF_8));
          assertThat(lines.lines().count()).isEqualTo(10_000);
          await(writing);
          assertThat(pair.first().writer().isClosing()).isTrue();
        });
  }

  @Test
  void outputStreamBoundsWhatIsKept() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams(NARROW, new StreamOptions(100));
          OutputStream out = pair.first().writer().asOutputStream();
          Task<?> writing =
              createTask(
                  () -> {
                    out.write(new byte[1_000_000]);
                    out.write(1);
                    out.close();
                  });
          StreamReader reader = pair.second().reader();
          int total = 0;
          for (int n; (n = reader.read(1000).length) > 0; total += n) {
            assertThat(pair.first().writer().transport().getWriteBufferSize())
                .isLessThanOrEqualTo(64 * 1024 + 200);
          }
          await(writing);
          assertThat(total).isEqualTo(1_000_001);
          assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        });
  }

  @Test
  void printWriterWritesLines() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams();
          try (var out = new PrintWriter(pair.first().writer().asOutputStream(), true, UTF_8)) {
            out.print("hello\n");
            out.print("w\u00f6rld\n");
          }
          assertThat(pair.second().reader().lines()).containsExactly("hello", "w\u00f6rld");
        });
  }

  @Test
  void closedViewsRefuse() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams();
          var in = pair.first().reader().asInputStream();
          in.close();
          assertThatThrownBy(in::read)
              .isInstanceOf(IOException.class)
              .hasMessageStartingWith("this view of StreamReader[");
          assertThat(pair.first().writer().isClosing()).isFalse();
        });
  }

  @Test
  void foreignThreadIsRefusedInWords() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams();
          var fromRead = new AtomicReference<Throwable>();
          var fromWrite = new AtomicReference<Throwable>();
          Thread foreign =
              Thread.ofPlatform()
                  .name("intruder")
                  .start(
                      () -> {
                        var in = pair.first().reader().asInputStream();
                        var out = pair.first().writer().asOutputStream();
                        fromRead.set(catchThrowable(in::read));
                        fromWrite.set(catchThrowable(() -> out.write(1)));
                      });
          foreign.join();

          assertThat(fromRead.get())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith(
                  "the InputStream of a StreamReader was used by thread 'intruder',"
                      + " expected a task of its loop");
          assertThat(fromWrite.get())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("the OutputStream of a StreamWriter was used by thread");
        });
  }

  @Test
  void plainCallbackCannotWaitInAView() {
    VirtualTime.run(
        () -> {
          var in = new StreamReader().asInputStream();
          var thrown = new AtomicReference<Throwable>();
          getRunningLoop().callSoon(() -> thrown.set(catchThrowable(in::read)));
          sleep(0);
          assertThat(thrown.get())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("a plain callback of the loop cannot wait");
        });
  }
}
