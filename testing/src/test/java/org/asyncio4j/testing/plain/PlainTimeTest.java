package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for a time in plain Java waits for virtual time. */
@Timeout(60)
final class PlainTimeTest {
  private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  private static Duration elapsed(Callable<?> body) {
    return PlainSimulation.run(1, body).elapsed();
  }

  @Test
  void aDayOfSleepingTakesNoTime() {
    var slept =
        PlainSimulation.run(
            1,
            () -> {
              long before = System.nanoTime();
              Thread.sleep(Duration.ofDays(1)); // simulated
              return System.nanoTime() - before;
            });

    assertThat(slept.result()).isEqualTo(Duration.ofDays(1).toNanos());
    assertThat(slept.elapsed()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void allClocksOfTheJdkShowTheSameTime() {
    List<Object> shown =
        PlainSimulation.run(
                1,
                () -> {
                  Thread.sleep(1_500);
                  LongSupplier reference = System::currentTimeMillis;
                  LongSupplier nanos = System::nanoTime;
                  return List.<Object>of(
                      Instant.now(),
                      Clock.systemUTC().instant(),
                      Instant.ofEpochMilli(System.currentTimeMillis()),
                      new Date().toInstant(),
                      Instant.ofEpochMilli(reference.getAsLong()),
                      nanos.getAsLong());
                })
            .result();

    Instant now = START.plusMillis(1_500);
    assertThat(shown).containsExactly(now, now, now, now, now, 1_500_000_000L);
  }

  @Test
  void theClockOfTheWallBeginsWhereItIsToldTo() {
    Instant start = Instant.parse("2026-02-28T23:59:59.999999999Z");
    var options = PlainOptions.DEFAULT.withStart(start);

    var simulated =
        PlainSimulation.run(
            options,
            () -> {
              Thread.sleep(0, 1);
              return Instant.now();
            });

    assertThat(simulated.result()).isEqualTo(start.plusNanos(1));
  }

  @Test
  void nobodyElseSeesTheVirtualTime() {
    long before = System.nanoTime();

    PlainSimulation.run(1, () -> Thread.sleep(Duration.ofDays(365)));

    assertThat(System.nanoTime() - before).isLessThan(Duration.ofDays(1).toNanos());
    assertThat(Instant.now()).isAfter(Instant.parse("2025-01-01T00:00:00Z"));
  }

  @Test
  void aConditionIsAwaitedInVirtualTime() {
    var left =
        PlainSimulation.run(
            1,
            () -> {
              var lock = new ReentrantLock();
              var condition = lock.newCondition();
              lock.lock();
              try {
                return condition.awaitNanos(5_000_000_000L);
              } finally {
                lock.unlock();
              }
            });

    assertThat(left.result()).isZero();
    assertThat(left.elapsed()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void timeoutsOfQueuesSemaphoresAndLatchesAreVirtual() {
    assertThat(elapsed(() -> new LinkedBlockingQueue<>().poll(10, TimeUnit.SECONDS)))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(elapsed(() -> new Semaphore(0).tryAcquire(3, TimeUnit.HOURS)))
        .isEqualTo(Duration.ofHours(3));
    assertThat(elapsed(() -> new CountDownLatch(1).await(7, TimeUnit.MINUTES)))
        .isEqualTo(Duration.ofMinutes(7));
  }

  @Test
  void aWaitThatEndsEarlyLastsNoLonger() {
    var simulated =
        PlainSimulation.run(
            1,
            () -> {
              var queue = new LinkedBlockingQueue<String>();
              Thread.startVirtualThread(
                  () -> {
                    LockSupport.parkNanos(1_000_000_000L);
                    queue.add("item");
                  });
              return queue.poll(10, TimeUnit.SECONDS);
            });

    assertThat(simulated.result()).isEqualTo("item");
    assertThat(simulated.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aCompletableFutureTimesOutInVirtualTime() {
    var simulated =
        PlainSimulation.run(
            1,
            () -> {
              var never = new CompletableFuture<String>();
              assertThatThrownBy(() -> never.get(7, TimeUnit.SECONDS))
                  .isInstanceOf(TimeoutException.class);
              var late = new CompletableFuture<String>().orTimeout(1, TimeUnit.HOURS);
              assertThatThrownBy(late::join)
                  .isInstanceOf(CompletionException.class)
                  .hasCauseInstanceOf(TimeoutException.class);
              var other =
                  new CompletableFuture<String>().completeOnTimeout("default", 1, TimeUnit.MINUTES);
              return other.join();
            });

    assertThat(simulated.result()).isEqualTo("default");
    assertThat(simulated.elapsed()).isEqualTo(Duration.ofSeconds(7 + 3600 + 60));
  }

  @Test
  void asynchronousCompletionsRunOnSimulatedThreads() {
    var simulated =
        PlainSimulation.run(
            1,
            () -> {
              var first =
                  CompletableFuture.supplyAsync(
                      () -> {
                        LockSupport.parkNanos(1_000_000_000L);
                        return 20;
                      });
              var second =
                  CompletableFuture.supplyAsync(
                      () -> 1, CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
              return first.thenCombineAsync(second, (a, b) -> 2 * (a + b)).join();
            });

    assertThat(simulated.result()).isEqualTo(42);
    assertThat(simulated.elapsed()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void anObjectIsWaitedForInVirtualTime() {
    var monitor = new Object();

    assertThat(
            elapsed(
                () -> {
                  synchronized (monitor) {
                    monitor.wait(3_000);
                  }
                  return null;
                }))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aNotifiedThreadWaitsNoLonger() {
    var monitor = new Object();
    var log = new ArrayList<String>();

    var simulated =
        PlainSimulation.run(
            1,
            () -> {
              var waiter =
                  Thread.startVirtualThread(
                      () -> {
                        synchronized (monitor) {
                          try {
                            monitor.wait(60_000);
                            log.add("woken " + Instant.now());
                          } catch (InterruptedException e) {
                            log.add("interrupted");
                          }
                        }
                      });
              Thread.sleep(1_000);
              synchronized (monitor) {
                monitor.notify();
              }
              waiter.join();
            });

    assertThat(log).containsExactly("woken 2000-01-01T00:00:01Z");
    assertThat(simulated.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void sleepersWakeInTheOrderOfTheirTimes() {
    var woken = new ArrayList<Integer>();

    PlainSimulation.run(
        1,
        () -> {
          try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int seconds : new int[] {3, 1, 2}) {
              executor.submit(
                  () -> {
                    Thread.sleep(seconds * 1_000L);
                    return woken.add(seconds);
                  });
            }
          }
        });

    assertThat(woken).containsExactly(1, 2, 3);
  }

  @Test
  void anInterruptEndsASleep() {
    var simulated =
        PlainSimulation.run(
            1,
            () -> {
              var interrupted = new ArrayList<Instant>();
              var sleeper =
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          Thread.sleep(Duration.ofHours(1));
                        } catch (InterruptedException e) {
                          interrupted.add(Instant.now());
                        }
                      });
              Thread.sleep(2_000);
              sleeper.interrupt();
              sleeper.join();
              return interrupted;
            });

    assertThat(simulated.result()).containsExactly(START.plusSeconds(2));
  }
}
