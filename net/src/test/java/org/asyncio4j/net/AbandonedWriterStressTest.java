package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops on several threads open and close streams. */
@Timeout(120)
final class AbandonedWriterStressTest {
  private static final int THREADS = 4;
  private static final int WRITERS = 20_000;

  private static void openAndClose() {
    Asyncio.run(
        () -> {
          var open = new ArrayList<StreamWriter>();
          for (int i = 0; i < WRITERS; i++) {
            var transport = new RecordingTransport("stress");
            var reader = new StreamReader();
            var protocol = new StreamReaderProtocol(reader);
            protocol.connectionMade(transport);
            open.add(new StreamWriter(transport, protocol, reader));
            if (open.size() == 10) {
              open.forEach(StreamWriter::close);
              open.clear();
              Asyncio.sleep(0);
            }
          }
          open.forEach(StreamWriter::close);
        });
  }

  @Test
  void writersThatAreClosedAreNotWatchedAnyMore() throws InterruptedException {
    int before = AbandonedWriter.watched();
    var failures = new ConcurrentLinkedQueue<Throwable>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, thrown) -> failures.add(thrown))
              .start(AbandonedWriterStressTest::openAndClose));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(AbandonedWriter.watched()).isLessThanOrEqualTo(before);
  }
}
