package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.run;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that looks at all loops: there is one while a loop runs, and none afterwards. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class LoopWatchTest {
  private static final LoopOptions HANDOFF = LoopOptions.DEFAULT.withEngine(EngineKind.HANDOFF);

  private static List<Thread> watchThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(LoopWatch.THREAD_NAME))
        .toList();
  }

  private static void awaitItsEnd() {
    while (!watchThreads().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /** It may be about to withdraw, and will see this loop. */
  private static void awaitItsStart() {
    while (!LoopWatch.isRunning()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void oneDaemonWatchesAllLoopsAndEndsAfterTheLast() throws Exception {
    awaitItsEnd();
    int loops = 10;
    var allRun = new CyclicBarrier(loops + 1);
    var looked = new CyclicBarrier(loops + 1);
    List<Thread> runners =
        IntStream.range(0, loops)
            .mapToObj(
                i ->
                    Thread.ofPlatform()
                        .start(
                            () ->
                                LoopOptions.where(
                                    HANDOFF,
                                    () ->
                                        run(
                                            () -> {
                                              allRun.await();
                                              looked.await();
                                            }))))
            .toList();
    allRun.await();
    List<Thread> watching = watchThreads();
    looked.await();
    for (Thread runner : runners) {
      runner.join();
    }

    assertThat(watching).hasSize(1).allMatch(Thread::isDaemon);
    awaitItsEnd();
  }

  @Test
  void itStartsAgainForALaterLoop() {
    awaitItsEnd();
    for (int i = 0; i < 3; i++) {
      LoopOptions.where(HANDOFF, () -> run(() -> assertThat(watchThreads()).hasSize(1)));
      awaitItsEnd();
    }
  }

  @Test
  void loopsThatComeAndGoAreAllWatched() {
    for (int i = 0; i < 3_000; i++) {
      LoopOptions.where(HANDOFF, () -> run(LoopWatchTest::awaitItsStart));
    }
  }

  @Test
  void nobodyWatchesWhereNothingIsToBeReported() {
    awaitItsEnd();
    for (LoopOptions options :
        List.of(
            HANDOFF.withoutBlockedCallWarning(),
            LoopOptions.DEFAULT.withEngine(EngineKind.LOOP).withoutBlockedCallWarning())) {
      LoopOptions.where(options, () -> run(() -> assertThat(watchThreads()).isEmpty()));
    }
  }

  @Test
  void loopThatIsDroppedWhileItRunsIsNotKept() throws InterruptedException {
    @SuppressWarnings("unchecked")
    WeakReference<EventLoop>[] dropped = new WeakReference[1];
    Thread.ofPlatform()
        .start(
            () -> {
              EventLoop loop = EventLoop.create(HANDOFF);
              loop.runForeverSetup();
              dropped[0] = new WeakReference<>(loop);
            })
        .join();

    TestLoops.awaitCollection(dropped[0]);
    awaitItsEnd();
  }
}
