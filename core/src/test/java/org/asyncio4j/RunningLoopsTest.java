package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RunningLoopsTest {

  @Test
  void loopIsThereWhileItRuns() {
    EventLoop loop = EventLoop.create();

    Map<Thread, EventLoop> during = loop.runUntilComplete(RunningLoops::byThread);

    assertThat(during.values()).contains(loop);
    assertThat(RunningLoops.byThread().values()).doesNotContain(loop);
    loop.close();
  }

  @Test
  void hereIsTheLoopOfTheCallingThread() {
    EventLoop loop = EventLoop.create();

    assertThat(loop.runUntilComplete(RunningLoops::here)).containsSame(loop);
    assertThat(RunningLoops.here()).isEmpty();
    loop.close();
  }

  @Test
  void loopThatFailsIsNotLeftBehind() {
    EventLoop loop = EventLoop.create();
    loop.callSoon(
        () -> {
          throw new KeyboardInterrupt();
        });

    assertThat(catchKeyboardInterrupt(loop)).isTrue();
    assertThat(RunningLoops.byThread().values()).doesNotContain(loop);
    loop.close();
  }

  private static boolean catchKeyboardInterrupt(EventLoop loop) {
    try {
      loop.runForever();
      return false;
    } catch (KeyboardInterrupt expected) {
      return true;
    }
  }

  @Test
  void loopThatIsDrivenByHandIsThereBetweenItsRounds() {
    EventLoop loop = EventLoop.create();

    loop.runForeverSetup();
    Map<Thread, EventLoop> between = RunningLoops.byThread();
    loop.runForeverCleanup();

    assertThat(between).containsEntry(Thread.currentThread(), loop);
    assertThat(RunningLoops.byThread().values()).doesNotContain(loop);
    loop.close();
  }

  @Test
  void loopsOfAllThreadsAreThereInTheOrderOfTheirThreads() throws Exception {
    var running = new LinkedBlockingQueue<EventLoop>();
    var enough = new CompletableFuture<Void>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      threads.add(Thread.ofPlatform().start(() -> runUntil(enough, running)));
    }
    var loops = List.of(running.take(), running.take());

    Map<Thread, EventLoop> seen = RunningLoops.byThread();
    enough.complete(null);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(seen.values()).containsAll(loops);
    assertThat(seen.keySet()).extracting(Thread::threadId).isSorted();
    assertThat(RunningLoops.byThread().values()).doesNotContainAnyElementsOf(loops);
  }

  private static void runUntil(CompletableFuture<Void> enough, BlockingQueue<EventLoop> running) {
    Asyncio.run(
        () -> {
          running.add(Asyncio.getRunningLoop());
          Asyncio.await(enough);
        });
  }

  @Test
  void anyThreadMayAskWhileLoopsComeAndGo() throws Exception {
    var failures = new ArrayList<Throwable>();
    var asker =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((_, thrown) -> failures.add(thrown))
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    RunningLoops.byThread().forEach((thread, loop) -> thread.threadId());
                  }
                });
    var runners = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      runners.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, thrown) -> failures.add(thrown))
              .start(RunningLoopsTest::runManyLoops));
    }
    for (Thread runner : runners) {
      runner.join();
    }
    asker.interrupt();
    asker.join();

    assertThat(failures).isEmpty();
    assertThat(RunningLoops.byThread()).doesNotContainKeys(runners.toArray(Thread[]::new));
  }

  private static void runManyLoops() {
    for (int i = 0; i < 500; i++) {
      EventLoop loop = EventLoop.create();
      loop.runForeverSetup();
      if (RunningLoops.byThread().get(Thread.currentThread()) != loop) {
        throw new AssertionError("a running loop is missing");
      }
      loop.runForeverCleanup();
      loop.close();
    }
  }
}
