package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks block in the JDK and are woken by other threads, while strangers disturb them. */
@Timeout(120)
final class BlockedTaskStressTest {

  @BeforeEach
  void onlyTheLoopEngineLetsTheLoopGoOn() {
    assumeFalse(System.getProperty("asyncio4j.engine", "loop").equals("handoff"));
  }

  @Test
  void everyHandOverFromAnotherThreadArrivesOnce() throws Exception {
    int items = 20_000;
    var queue = new SynchronousQueue<Integer>();
    var producer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < items; i++) {
                      queue.put(i);
                    }
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    var taken = new ArrayList<Integer>();
    run(
        () -> {
          var beside =
              createTask(
                  () -> {
                    while (taken.size() < items) {
                      Asyncio.sleep(0.001);
                    }
                  });
          var consumer =
              createTask(
                  () -> {
                    for (int i = 0; i < items; i++) {
                      taken.add(queue.take());
                    }
                  });
          await(consumer);
          await(beside);
        });
    producer.join();

    assertThat(taken).hasSize(items).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void unparksAndStackDumpsOfStrangersDoNoHarm() throws Exception {
    var thread = new Thread[1];
    var over = new AtomicBoolean();
    var stranger =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    Thread disturbed = thread[0];
                    if (disturbed != null) {
                      LockSupport.unpark(disturbed);
                      disturbed.getStackTrace();
                    }
                  }
                });
    long[] turns = new long[1];
    run(
        () ->
            await(
                createTask(
                    () -> {
                      thread[0] = Thread.currentThread();
                      for (int i = 0; i < 20_000; i++) {
                        Asyncio.sleep(0);
                        LockSupport.parkNanos(1);
                        turns[0]++;
                      }
                    })));
    over.set(true);
    stranger.join();

    assertThat(turns[0]).isEqualTo(20_000);
  }
}
