package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.sleep;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop is at, asked from another thread. */
@Timeout(60)
final class SlowStepTest {
  private final EventLoop loop = EventLoop.create();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicBoolean enough = new AtomicBoolean();

  private Thread start(Action body) {
    return Thread.ofPlatform()
        .start(
            () -> {
              loop.runUntilComplete(body);
              loop.close();
            });
  }

  private void spin() {
    begun.countDown();
    while (!enough.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aStepThatSpinsIsSeenWithItsTaskAndStack() throws Exception {
    Thread runner = start(this::spin);
    begun.await();

    SlowStep step = SlowStep.of(loop).orElseThrow();

    assertThat(step.loop()).isSameAs(loop);
    assertThat(step.duration()).isZero();
    assertThat(step.task().orElseThrow().getName()).isEqualTo("Task-1");
    enough.set(true);
    runner.join();
  }

  @Test
  void aLoopThatDoesNotRunIsAtNothing() {
    assertThat(SlowStep.of(loop)).isEmpty();
    loop.close();
  }

  @Test
  void aCallbackThatBlocksCanBeInterrupted() throws Exception {
    var interrupted = new AtomicBoolean();
    Thread runner =
        start(
            () -> {
              loop.callSoon(() -> block(interrupted));
              while (!interrupted.get()) {
                sleep(0);
              }
            });
    begun.await();

    // Again and again: an interrupt that comes before the call may be cleared by the loop.
    while (!interrupted.get()) {
      SlowStep.of(loop).ifPresent(SlowStep::interrupt);
      Thread.onSpinWait();
    }

    runner.join();
  }

  private void block(AtomicBoolean interrupted) {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.set(true);
    }
  }
}
