package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cancellation on the loop against the begin and the end of the function on its thread. */
@Timeout(60)
final class ThreadCallStressTest {
  private static final int ROUNDS = 10_000;

  // With one processor, each time that one thread spins for the other costs a slice of time.
  private static final long LONGEST_NANOS = 15_000_000_000L;

  // The thread's own, until it has ended.
  private int strayInterrupts;

  // The round whose function has begun; written by the executor's thread, read by the loop's.
  private volatile int begun = -1;

  /** One thread that takes over commands as fast as it can, and looks at its interrupt status. */
  private final class SpinningExecutor implements Executor {
    private final LinkedTransferQueue<Runnable> commands = new LinkedTransferQueue<>();
    private volatile boolean stopped;
    private final Thread thread = Thread.ofPlatform().daemon().start(this::work);

    private void work() {
      while (!stopped) {
        Runnable command = commands.poll();
        if (command != null) {
          command.run();
        }
        if (Thread.interrupted()) {
          strayInterrupts++;
        }
      }
    }

    @Override
    public void execute(Runnable command) {
      commands.add(command);
    }

    void stop() throws InterruptedException {
      stopped = true;
      thread.join();
    }
  }

  private static void spin(int most) {
    for (int left = ThreadLocalRandom.current().nextInt(most); left > 0; left--) {
      Thread.onSpinWait();
    }
  }

  @Test
  void interruptHitsTheFunctionOrNobody() throws InterruptedException {
    var executor = new SpinningExecutor();
    VirtualTime.run(
        () -> {
          long end = System.nanoTime() + LONGEST_NANOS;
          for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
            int now = round;
            Future<?> future =
                getRunningLoop()
                    .runInExecutor(
                        executor,
                        () -> {
                          begun = now;
                          spin(30);
                        },
                        WhenCancelled.INTERRUPT);
            while (begun < now) {
              Thread.onSpinWait();
            }
            spin(30);
            future.cancel(); // about when the function ends
            while (!future.done()) {
              sleep(0);
            }
            assertThat(future.cancelled()).isTrue();
          }
        });
    executor.stop();

    assertThat(strayInterrupts).isZero();
  }

  @Test
  void functionThatIsSkippedNeverRunsAndOneThatHasBegunIsWaitedFor() throws InterruptedException {
    var executor = new SpinningExecutor();
    var skipped = new AtomicInteger();
    var ran = new AtomicInteger();
    VirtualTime.run(
        () -> {
          var futures = new ArrayList<Future<?>>();
          for (int round = 0; round < ROUNDS; round++) {
            Future<?> future =
                getRunningLoop()
                    .runInExecutor(
                        executor,
                        () -> {
                          ran.incrementAndGet();
                        },
                        WhenCancelled.INTERRUPT);
            spin(100);
            future.cancel();
            if (future.done()) {
              skipped.incrementAndGet();
            } else {
              futures.add(future);
            }
            if (round % 100 == 0) {
              sleep(0);
            }
          }
          while (!futures.stream().allMatch(Future::done)) {
            sleep(0);
          }
          double before = getRunningLoop().time();
          sleep(1); // nothing is under way outside any more: time goes on
          assertThat(getRunningLoop().time()).isEqualTo(before + 1);
        });
    executor.stop();

    assertThat(ran.get() + skipped.get()).isEqualTo(ROUNDS);
  }
}
