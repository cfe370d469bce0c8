package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ThreadLocalRandom;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing is lost between the thread of a pipe and the loop: what is lost hangs or fails a test. */
@Timeout(120)
final class PipesStressTest {
  private static final int PIPES = 6_000;
  private static final int WRITES = 40_000;

  /** Counts what comes, and knows when it was over. */
  private static final class Counter implements Protocol {
    final Future<@Nullable Void> lost = Asyncio.getRunningLoop().createFuture();
    private final int pauseEvery;
    private @Nullable ReadTransport transport;
    private int received;
    private int pieces;

    Counter(int pauseEvery) {
      this.pauseEvery = pauseEvery;
    }

    @Override
    public void dataReceived(byte[] data) {
      received += data.length;
      pieces++;
      ReadTransport paused = transport;
      if (pauseEvery > 0 && paused != null && pieces % pauseEvery == 0) {
        paused.pauseReading();
        Asyncio.getRunningLoop().callSoon(paused::resumeReading);
      }
    }

    @Override
    public void connectionLost(@Nullable Throwable exception) {
      lost.setResult(null);
    }
  }

  /** Gives the bytes in pieces of random sizes, and the end. */
  private static ReadPipe.Source source(int bytes, int piece) {
    var stream =
        new ByteArrayInputStream(new byte[bytes]) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            int most = Math.min(length, 1 + ThreadLocalRandom.current().nextInt(piece));
            return super.read(target, offset, most);
          }
        };
    Object guard = new Object();
    return new ReadPipe.Source() {
      @Override
      public InputStream stream() {
        return stream;
      }

      @Override
      public Object guard() {
        return guard;
      }

      @Override
      public void closeAmidRead() {}
    };
  }

  private static int read(ReadPipe.Source source, int pauseEvery) {
    EventLoop loop = Asyncio.getRunningLoop();
    var counter = new Counter(pauseEvery);
    var pipe = new ReadPipe(loop, counter, source, "stress");
    counter.transport = pipe;
    pipe.begin();
    Asyncio.await(counter.lost);
    return counter.received;
  }

  @Test
  void allOfAShortStreamComesBeforeItsEnd() {
    Asyncio.run(
        () -> {
          for (int i = 0; i < PIPES; i++) {
            int bytes = i % 50;
            assertThat(read(source(bytes, 10), 0)).isEqualTo(bytes);
          }
        });
  }

  @Test
  void aLongStreamThatIsPausedNowAndThenComesToItsEnd() {
    Asyncio.run(
        () -> {
          int bytes = 3_000_000;
          assertThat(read(source(bytes, 100), 7)).isEqualTo(bytes);
          bytes = 200_000_000;
          assertThat(read(source(bytes, 64 * 1024), 50)).isEqualTo(bytes);
        });
  }

  /** Waits to be told to go on. */
  private static final class Waiter implements BaseProtocol {
    private @Nullable Future<@Nullable Void> paused;

    @Override
    public void pauseWriting() {
      paused = Asyncio.getRunningLoop().createFuture();
    }

    @Override
    public void resumeWriting() {
      if (paused != null) {
        paused.setResult(null);
      }
      paused = null;
    }

    void awaitResumption() {
      if (paused != null) {
        Asyncio.await(paused);
      }
    }
  }

  private static final class Sink extends OutputStream implements WritePipe.Sink {
    private volatile int written;

    @Override
    public void write(int one) {
      written = written + 1;
    }

    @Override
    public void write(byte[] data, int offset, int length) {
      written = written + length; // one thread only
    }

    @Override
    public OutputStream stream() {
      return this;
    }

    @Override
    public void closeAmidWrite() {}
  }

  private static void spin() {
    int spins = ThreadLocalRandom.current().nextInt(1_000);
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whoIsPausedIsResumed() {
    Asyncio.run(
        () -> {
          var waiter = new Waiter();
          var sink = new Sink();
          var pipe = new WritePipe(Asyncio.getRunningLoop(), waiter, sink, "stress");
          pipe.setWriteBufferLimits(new WriteBufferLimits(0, 0));
          for (int i = 0; i < WRITES; i++) {
            pipe.write(new byte[1]);
            waiter.awaitResumption();
          }
          // The second of two may be taken by a thread that is awake still.
          pipe.setWriteBufferLimits(new WriteBufferLimits(0, 1));
          for (int i = 0; i < WRITES; i++) {
            pipe.write(new byte[1]);
            spin();
            pipe.write(new byte[1]);
            waiter.awaitResumption();
          }
          pipe.setWriteBufferLimits(new WriteBufferLimits(0, 0));
          waiter.awaitResumption();
          assertThat(sink.written).isEqualTo(3 * WRITES);
          pipe.close();
        });
  }
}
