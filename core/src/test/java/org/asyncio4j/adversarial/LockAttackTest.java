package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.stream.Stream;
import org.asyncio4j.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of lock, shared by a task and each place where the loop runs a user's code. */
@HardLimit
final class LockAttackTest {
  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

  static Stream<Arguments> placesAndLocks() {
    return Stream.of(Place.values())
        .flatMap(place -> Stream.of(LockKind.values()).map(lock -> Arguments.of(place, lock)));
  }

  /** As LockHeldInSleep: no other thread takes part. */
  @ParameterizedTest
  @MethodSource("placesAndLocks")
  void lockThatATaskHoldsWhileItSleepsIsGivenOn(Place place, LockKind kind) {
    LockKind.Exclusion lock = kind.create();
    run(
        () -> {
          var task =
              createTask(
                  () -> {
                    lock.run(() -> Thread.sleep(3));
                    trace.add("task done");
                  });
          sleep(0);
          var loopsCode =
              place.run(getRunningLoop(), () -> lock.run(() -> trace.add(place + " has the lock")));

          await(task);
          await(loopsCode);
        });

    assertThat(trace).containsExactly("task done", place + " has the lock");
  }

  /** As MonitorBehindTask: the lock is released by a foreign thread, and the task is the next. */
  @ParameterizedTest
  @MethodSource("placesAndLocks")
  void lockOfAForeignThreadGoesThroughATaskToTheLoopsCode(Place place, LockKind kind)
      throws InterruptedException {
    LockKind.Exclusion lock = kind.create();
    var held = new CountDownLatch(1);
    var waiting = new SynchronousQueue<Thread>();
    try (var foreign = new Foreign()) {
      foreign.start(
          () ->
              lock.run(
                  () -> {
                    held.countDown();
                    Foreign.awaitBlocked(waiting.take());
                    if (!Engine.isHandoff()) { // there the task holds the loop
                      Foreign.awaitBlocked(waiting.take());
                    }
                    trace.add("foreign thread releases");
                  }));
      run(
          () -> {
            held.await();
            Task<?> task =
                createTask(
                    () -> {
                      waiting.put(Thread.currentThread());
                      lock.run(() -> trace.add("task has the lock"));
                    });
            sleep(0);
            var loopsCode =
                place.run(
                    getRunningLoop(),
                    () -> {
                      if (!Engine.isHandoff()) {
                        waiting.put(Thread.currentThread());
                      }
                      lock.run(() -> trace.add("loop's code has the lock"));
                    });

            await(task);
            await(loopsCode);
          });
    }

    assertThat(trace)
        .startsWith("foreign thread releases")
        .containsExactlyInAnyOrder(
            "foreign thread releases", "task has the lock", "loop's code has the lock");
  }

  /** Tasks that sleep under the lock and all places at once: nobody gets in between. */
  @ParameterizedTest
  @EnumSource(LockKind.class)
  void tasksForeignThreadsAndAllPlacesExcludeEachOther(LockKind kind) throws InterruptedException {
    LockKind.Exclusion lock = kind.create();
    int[] count = new int[1];
    int expected = 0;
    try (var foreign = new Foreign()) {
      for (int i = 0; i < 2; i++) {
        foreign.start(() -> increment(lock, count, 20));
        expected += 20;
      }
      foreign.startVirtual(() -> increment(lock, count, 20));
      expected += 20;
      run(
          () -> {
            var all = new ArrayList<org.asyncio4j.Future<?>>();
            for (int i = 0; i < 4; i++) {
              all.add(
                  createTask(
                      () -> {
                        for (int n = 0; n < 5; n++) {
                          increment(lock, count, 1);
                          sleep(0);
                        }
                      }));
            }
            for (Place place : Place.values()) {
              all.add(place.run(getRunningLoop(), () -> increment(lock, count, 5)));
              await(all.getLast());
            }
            all.forEach(org.asyncio4j.Asyncio::await);
          });
    }
    expected += 4 * 5 + 5 * Place.values().length;

    assertThat(count[0]).isEqualTo(expected);
  }

  private static void increment(LockKind.Exclusion lock, int[] count, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      lock.run(
          () -> {
            int before = count[0];
            Thread.sleep(0, 100_000);
            count[0] = before + 1;
          });
    }
  }
}
