package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.asExecutorService;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is accepted just before shutdownNow starts just after it, and must not run for ever. */
@Tag("one-engine")
@Timeout(120)
final class LoopExecutorServiceStressTest {

  @Test
  void whatStartsAfterShutdownNowIsCancelledToo() throws Exception {
    EventLoop loop = EventLoop.create();
    Thread host = Thread.ofPlatform().start(loop::runForever);
    boolean terminated = true;
    for (int round = 0; round < 300 && terminated; round++) {
      ExecutorService service = asExecutorService(loop);
      var begun = new CountDownLatch(2);
      var submitters = new ArrayList<Thread>();
      for (int i = 0; i < 2; i++) {
        submitters.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        for (int n = 0; n < 5_000; n++) {
                          service.execute(() -> sleep(3_600));
                          begun.countDown();
                        }
                      } catch (RejectedExecutionException over) {
                        return;
                      }
                    }));
      }
      begun.await();
      service.shutdownNow();
      terminated = service.awaitTermination(20, TimeUnit.SECONDS);
      for (Thread submitter : submitters) {
        submitter.join();
      }
    }
    loop.callSoonThreadsafe(loop::stop);
    host.join();
    loop.setExceptionHandler((closing, report) -> {}); // tasks that are left if the test fails
    loop.close();

    assertThat(terminated).isTrue();
  }
}
