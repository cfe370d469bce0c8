package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.net.Net.connectReadPipe;
import static org.asyncio4j.net.Net.connectWritePipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of anybody's that fail otherwise than streams should. */
@Timeout(60)
final class PipeFailuresTest {
  private final Leaks leaks = new Leaks();

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    leaks.assertNone();
  }

  private static final class Lost implements Protocol {
    final Future<Throwable> why = getRunningLoop().createFuture();

    @Override
    public void connectionLost(Throwable exception) {
      why.setResult(exception);
    }
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() {
      throw new IllegalStateException("a bug of the stream");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return read();
    }
  }

  private static OutputStream sink() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        throw new IllegalStateException("a bug of the stream");
      }
    };
  }

  @Test
  void protocolIsToldOfASourceThatThrowsAnything() {
    List<String> reports = new ArrayList<>();
    run(
        () -> {
          getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.message()));
          var pipe = connectReadPipe(Lost::new, new Broken());
          assertThat(await(pipe.protocol().why))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("a bug of the stream");
        });
    assertThat(reports).containsExactly("Fatal read error on pipe transport");
  }

  @Test
  void whoReadsASourceThatThrowsAnythingIsTold() {
    run(
        () -> {
          getRunningLoop().setExceptionHandler((_, _) -> {});
          var reader = new StreamReader();
          connectReadPipe(() -> new StreamReaderProtocol(reader), new Broken());
          assertThatThrownBy(reader::readline).isInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void protocolIsToldOfASinkThatThrowsAnything() {
    List<String> reports = new ArrayList<>();
    run(
        () -> {
          getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.message()));
          var pipe = connectWritePipe(Lost::new, sink());
          pipe.transport().write(new byte[10]);
          assertThat(await(pipe.protocol().why))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("a bug of the stream");
        });
    assertThat(reports).containsExactly("Fatal write error on pipe transport");
  }

  @Test
  void troubleWithTheStreamItselfIsNoReport() {
    List<String> reports = new ArrayList<>();
    run(
        () -> {
          getRunningLoop().setExceptionHandler((_, report) -> reports.add(report.message()));
          var pipe =
              connectReadPipe(
                  Lost::new,
                  new InputStream() {
                    @Override
                    public int read() throws IOException {
                      throw new IOException("torn");
                    }
                  });
          assertThat(await(pipe.protocol().why)).hasMessage("torn");
        });
    assertThat(reports).isEmpty();
  }
}
