package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.Action;
import org.asyncio4j.testing.DeadlockError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Bugs of plain code that waits nowhere between its mistakes: found, named and repeated. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "a simulation takes the loop engine whatever is asked for")
@Timeout(120)
final class PlainBugsTest {

  /** Explores, and checks that the failure is there again under the seed that it names. */
  private static SimulationFailedError findWithin(int runs, Action body) {
    var found =
        catchThrowableOfType(
            SimulationFailedError.class,
            () -> PlainSimulation.runSeeds(PlainOptions.DEFAULT, runs, body));
    assertThat(found).isNotNull();
    assertThatThrownBy(() -> PlainSimulation.run(found.seed(), body))
        .isInstanceOf(SimulationFailedError.class)
        .hasMessage(found.getMessage());
    return found;
  }

  private static void inThreads(Runnable... bodies) throws InterruptedException {
    Thread[] threads = new Thread[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      threads[i] = Thread.ofVirtual().name("worker-" + (i + 1)).start(bodies[i]);
    }
    for (Thread each : threads) {
      each.join();
    }
  }

  private static final class Counter {
    private int count;

    void increment() {
      count++;
    }

    synchronized void incrementAlone() {
      count++;
    }
  }

  @Test
  void aLostUpdateOfAFieldIsFound() {
    var error =
        findWithin(
            100,
            () -> {
              var counter = new Counter();
              inThreads(counter::increment, counter::increment);
              assertThat(counter.count).isEqualTo(2);
            });

    assertThat(error).hasMessageContaining("expected: 2");
  }

  /** Prints whether a lost update was found. */
  static final class LostUpdate {
    public static void main(String[] arguments) {
      int lost = 0;
      for (int seed = 0; seed < 100; seed++) {
        lost += 2 - PlainSimulation.run(seed, LostUpdate::count).result();
      }
      System.out.println(lost > 0 ? "found" : "not found");
    }

    private static int count() throws InterruptedException {
      var counter = new Counter();
      inThreads(counter::increment, counter::increment);
      return counter.count;
    }
  }

  @Test
  void threadsAreSwitchedBetweenWaitsInTheGivenPackagesOnly() throws Exception {
    assertThat(ChildRun.withAgentFor("com.example,org.asyncio4j.testing.plain", LostUpdate.class))
        .containsExactly("found");
    assertThat(ChildRun.withAgentFor("com.example", LostUpdate.class)).containsExactly("not found");
  }

  @Test
  void aLostUpdateUnderAMonitorIsNot() {
    PlainSimulation.explore(
        1_000,
        () -> {
          var counter = new Counter();
          inThreads(counter::incrementAlone, counter::incrementAlone);
          assertThat(counter.count).isEqualTo(2);
        });
  }

  @Test
  void checkThenActOnAnAtomicIsFound() {
    findWithin(
        100,
        () -> {
          var tickets = new AtomicInteger(1);
          Runnable sell =
              () -> {
                if (tickets.get() > 0) {
                  tickets.decrementAndGet();
                }
              };
          inThreads(sell, sell);
          assertThat(tickets).hasValue(0);
        });
  }

  private static final class Account {
    private final ReentrantLock lock = new ReentrantLock();
    private int balance = 100;

    void transferUnderLocks(Account to) {
      lock.lock();
      try {
        to.lock.lock();
        try {
          balance--;
          to.balance++;
        } finally {
          to.lock.unlock();
        }
      } finally {
        lock.unlock();
      }
    }

    void transferUnderMonitors(Account to) {
      synchronized (this) {
        synchronized (to) {
          balance--;
          to.balance++;
        }
      }
    }

    synchronized void transferBySynchronizedMethods(Account to) {
      balance--;
      to.deposit();
    }

    private synchronized void deposit() {
      balance++;
    }
  }

  @Test
  void aDeadlockByTheOrderOfLocksIsFoundAndNamed() {
    var error =
        findWithin(
            100,
            () -> {
              var one = new Account();
              var other = new Account();
              inThreads(() -> one.transferUnderLocks(other), () -> other.transferUnderLocks(one));
            });

    assertThat(error)
        .hasCauseInstanceOf(DeadlockError.class)
        .hasMessageContaining(
            "waits for java.util.concurrent.locks.ReentrantLock$NonfairSync (no. 2), held by")
        .hasMessageContaining("Account.transferUnderLocks(PlainBugsTest.java:")
        .hasMessageContaining(
            "circle: thread #2 'worker-1' waits for thread #3 'worker-2' waits for thread #2"
                + " 'worker-1'");
  }

  @Test
  void aDeadlockByTheOrderOfMonitorsIsFoundAndNamed() {
    var error =
        findWithin(
            100,
            () -> {
              var one = new Account();
              var other = new Account();
              inThreads(
                  () -> one.transferUnderMonitors(other), () -> other.transferUnderMonitors(one));
            });

    assertThat(error)
        .hasCauseInstanceOf(DeadlockError.class)
        .hasMessageContaining("thread #2 'worker-1', BLOCKED, waits for " + Account.class.getName())
        .hasMessageContaining(
            "circle: thread #2 'worker-1' waits for thread #3 'worker-2' waits for thread #2"
                + " 'worker-1'");
  }

  @Test
  void aDeadlockOfSynchronizedMethodsIsFound() {
    var error =
        findWithin(
            100,
            () -> {
              var one = new Account();
              var other = new Account();
              inThreads(
                  () -> one.transferBySynchronizedMethods(other),
                  () -> other.transferBySynchronizedMethods(one));
            });

    assertThat(error).hasCauseInstanceOf(DeadlockError.class).hasMessageContaining("circle: ");
  }

  /** Who wakes one waiter of two kinds may wake the wrong one. */
  private static final class Buffer {
    private final Deque<Integer> items = new ArrayDeque<>();

    synchronized void put(int item) throws InterruptedException {
      while (items.size() == 1) {
        wait();
      }
      items.add(item);
      notify();
    }

    synchronized int take() throws InterruptedException {
      while (items.isEmpty()) {
        wait();
      }
      int item = items.remove();
      notify();
      return item;
    }
  }

  @Test
  void aLostWakeUpIsFound() {
    var error =
        findWithin(
            1_000,
            () -> {
              var buffer = new Buffer();
              try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 3; i++) {
                  int item = i;
                  executor.submit(
                      () -> {
                        buffer.put(item);
                        return null;
                      });
                  executor.submit(buffer::take);
                }
              }
            });

    assertThat(error).hasMessageContaining("PlainBugsTest$Buffer");
  }

  @Test
  void aMapThatIsNotMadeForThreadsLosesEntries() {
    findWithin(
        1_000,
        () -> {
          Map<String, Integer> cache = new HashMap<>();
          var computed = new AtomicInteger();
          Runnable lookup =
              () -> {
                if (!cache.containsKey("key")) {
                  cache.put("key", computed.incrementAndGet());
                }
              };
          inThreads(lookup, lookup);
          assertThat(computed).hasValue(1);
        });
  }
}
