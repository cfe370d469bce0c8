package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Scenario.settle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Stackless bodies wait for primitives as methods do; see {@link StacklessTwinsTest}, too. */
@Explored
final class StacklessWaitsTest {
  private final List<Object> log = new ArrayList<>();

  /** Makes one wait, and notes how it ends. */
  private final class Once extends StateMachine<Object> {
    private final String name;
    private final Object wait;

    Once(String name, Object wait) {
      this.name = name;
      this.wait = wait;
    }

    @Override
    protected Object step(int state, Object value) {
      if (state == 0) {
        return await(wait, 1);
      }
      log.add(name + " " + (value instanceof Held ? "held" : value));
      return done(value);
    }

    @Override
    protected Object caught(int state, Throwable thrown) throws Throwable {
      log.add(name + " " + thrown.getClass().getSimpleName());
      throw thrown;
    }
  }

  private Task<Object> once(String name, Object wait) {
    return createTask(new Once(name, wait));
  }

  /** A task that has come, and waits. */
  private Task<Object> waiting(String name, Object wait) {
    var waiting = once(name, wait);
    settle();
    return waiting;
  }

  @Test
  void nothingHappensBeforeAStepReturnsTheWait() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          queue.putNowait("item");
          Stepwise<String> get = Stackless.get(queue);
          assertThat(queue.qsize()).isEqualTo(1);

          assertThat(await(once("getter", get))).isEqualTo("item");
          assertThat(queue.empty()).isTrue();
        });
  }

  @Test
  @Behaviour({222, 223})
  void itemOfACancelledGetterGoesToTheNext() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          Task<Object> first = waiting("first", Stackless.get(queue));
          Task<Object> next = waiting("next", Stackless.get(queue));

          queue.putNowait("item");
          first.cancel();
          assertThat(await(next)).isEqualTo("item");

          assertThat(first.cancelled()).isTrue();
          assertThat(log).containsExactly("first CancelledError", "next item");
          assertThat(queue.toString()).contains("size=0, getters=0");
        });
  }

  @Test
  @Behaviour({222, 223})
  void slotOfACancelledPutterGoesToTheNext() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>(1);
          queue.putNowait("there");
          Task<Object> first = waiting("first", Stackless.put(queue, "lost"));
          Task<Object> next = waiting("next", Stackless.put(queue, "kept"));

          assertThat(queue.getNowait()).isEqualTo("there");
          first.cancel();
          await(next);

          assertThat(first.cancelled()).isTrue();
          assertThat(queue.getNowait()).isEqualTo("kept");
        });
  }

  @Test
  @Behaviour({203, 205})
  void cancelledWaiterThatWasChosenHandsTheLockOn() {
    Scenario.run(
        () -> {
          var lock = new Lock();
          lock.acquire();
          Task<Object> chosen = waiting("chosen", Stackless.acquire(lock));
          Task<Object> next = waiting("next", Stackless.acquire(lock));

          lock.release();
          chosen.cancel();
          Held held = (Held) await(next);
          assertThat(lock.locked()).isTrue();
          held.close();

          assertThat(lock).hasToString("Lock[unlocked, waiters=0]");
          assertThat(log).containsExactly("chosen CancelledError", "next held");
        });
  }

  @Test
  @Behaviour(215)
  void permitOfACancelledWaiterIsFreeAgain() {
    Scenario.run(
        () -> {
          var semaphore = new Semaphore(1);
          semaphore.acquire();
          Task<Object> waiter = waiting("waiter", Stackless.acquire(semaphore));

          semaphore.release();
          waiter.cancel();
          settle();

          assertThat(waiter.cancelled()).isTrue();
          assertThat(semaphore).hasToString("Semaphore[value=1, waiters=0]");
        });
  }

  @Test
  @Behaviour(211)
  void cancelledWaitForAConditionHoldsItsLockAgain() {
    Scenario.run(
        () -> {
          var condition = new Condition();
          Task<Object> task =
              createTask(
                  Script.of(
                      value -> Stackless.acquire(condition),
                      value -> new Once("waiter", Stackless.await(condition)),
                      value -> "not reached"));
          settle();
          assertThat(condition.locked()).isFalse();
          Held held = condition.acquire();
          task.cancel("first");
          settle();
          task.cancel("while it waits for the lock");
          settle();
          assertThat(log).isEmpty();
          held.close();

          assertThatThrownBy(() -> await(task)).hasMessage("while it waits for the lock");
          assertThat(condition.locked()).isTrue();
        });
  }

  @Test
  @Behaviour(209)
  void waitForAConditionWithoutItsLockThrowsIntoTheBody() {
    Scenario.run(
        () -> {
          Task<Object> task = once("waiter", Stackless.await(new Condition()));

          assertThatThrownBy(() -> await(task)).hasMessageContaining("acquire its lock first");
          assertThat(log).containsExactly("waiter IllegalStateException");
        });
  }

  @Test
  @Behaviour(218)
  void cancelledPartyLeavesTheBarrier() {
    Scenario.run(
        () -> {
          var barrier = new Barrier(2);
          Task<Object> cancelled = waiting("cancelled", Stackless.await(barrier));
          assertThat(barrier.nWaiting()).isEqualTo(1);
          cancelled.cancel();
          settle();
          assertThat(barrier.nWaiting()).isZero();

          Task<Object> first = waiting("first", Stackless.await(barrier));
          Task<Object> last = once("last", Stackless.await(barrier));
          assertThat(await(first)).isEqualTo(0);
          assertThat(await(last)).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(120)
  void timeThatIsUpIsATimeoutException() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          Task<Object> timeout = once("timeout", Stackless.timeout(1, Stackless.get(queue)));
          Task<Object> waitFor =
              once("waitFor", Stackless.waitFor(Stackless.get(queue), Duration.ofSeconds(2)));

          assertThatThrownBy(() -> await(timeout))
              .isInstanceOf(TimeoutException.class)
              .hasCauseInstanceOf(CancelledError.class);
          assertThatThrownBy(() -> await(waitFor)).isInstanceOf(TimeoutException.class);
          assertThat(timeout.cancelling()).isZero();
          assertThat(queue.toString()).contains("getters=0");
        });
  }

  @Test
  void limitCanBeMovedAndIsGoodForOneBody() {
    Scenario.run(
        () -> {
          Timeout limit = Asyncio.timeout(1);
          Task<Object> task =
              once(
                  "body",
                  Stackless.within(
                      limit,
                      Script.of(
                          value -> {
                            limit.rescheduleToNever();
                            return Stepwise.sleep(5);
                          },
                          value -> "in time")));

          assertThat(await(task)).isEqualTo("in time");
          Task<Object> again = once("again", Stackless.within(limit, Script.of(value -> 1)));
          assertThatThrownBy(() -> await(again)).hasMessageContaining("expected CREATED");
        });
  }

  @Test
  @Behaviour(137)
  void bodyThatGetsNoTimeAtAllDoesNotStart() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          queue.putNowait("stays");
          Task<Object> task = once("getter", Stackless.waitFor(Stackless.get(queue), 0));

          assertThatThrownBy(() -> await(task)).isInstanceOf(TimeoutException.class);
          assertThat(queue.qsize()).isEqualTo(1);
        });
  }

  @Test
  void waitsOfOtherAwaitablesHaveALimit() {
    Scenario.run(
        () -> {
          Task<String> slow = createTask(() -> sleep(10, "late"));
          Task<Object> tooShort = once("short", Stackless.waitFor(slow, 1));
          assertThatThrownBy(() -> await(tooShort)).isInstanceOf(TimeoutException.class);
          assertThat(slow.cancelled()).isTrue();

          Task<Object> inTime =
              once("long", Stackless.waitFor(coroutine(() -> sleep(1, "x")), Duration.ofDays(1)));
          assertThat(await(inTime)).isEqualTo("x");
        });
  }

  @Test
  void closedBodyLeavesNoWaiterBehind() {
    Scenario.run(
        () -> {
          var queue = new Queue<String>();
          var body = coroutine(new Once("closed", Stackless.get(queue)));
          Task<Object> task = createTask(body);
          settle();
          body.close();

          assertThat(queue.toString()).contains("getters=0");
          assertThat(log).containsExactly("closed GeneratorExit");
          task.cancel();
          assertThatThrownBy(() -> await(task)).hasMessageContaining("cannot reuse");
        });
  }

  @Test
  void stepsDelegateAndMethodsAwait() {
    Scenario.run(
        () -> {
          var queue = new Queue<Integer>(1);
          Task<Integer> sum =
              createTask(
                  Steps.begin()
                      .delegate(() -> Stackless.get(queue))
                      .then(item -> item + 1)
                      .coroutine());
          await(coroutine(Stackless.put(queue, 1)));
          assertThat(await(sum)).isEqualTo(2);
          Task<?> join = createTask(Stackless.join(queue));
          settle();
          assertThat(join.done()).isFalse();
          queue.taskDone();
          assertThat(await(join)).isNull();
        });
  }

  @Test
  void taskThatWaitsIsSeenFromOutside() {
    Scenario.run(
        () -> {
          var lock = new Lock();
          lock.acquire();
          Task<Object> waiter = waiting("waiter", Stackless.acquire(lock));

          assertThat(waiter.frame.stack())
              .extracting(StackTraceElement::getMethodName)
              .containsExactly("send", "step[state=1]");
          assertThat(WaitsFor.of(waiter).what()).startsWith("Lock[locked");
          lock.release();
          await(waiter);
          assertThat(lock.holder()).hasValue(waiter);
        });
  }

  @Test
  @FifoOnly("a bare yield is over before anything else is, under another schedule")
  void cancellationOfAStacklessBodyShowsNothingOfTheLoop() {
    Scenario.run(
        () -> {
          var reason = new Object();
          Task<Object> sleeper = once("sleeper", Stepwise.sleep(1));
          Task<Object> yields = createTask(Script.of(value -> null, value -> "not reached"));
          sleep(0);
          sleeper.cancel(reason);
          yields.cancel(reason);
          for (Task<Object> task : List.of(sleeper, yields)) {
            assertThatThrownBy(() -> await(task))
                .isInstanceOfSatisfying(
                    CancelledError.class,
                    cancelled -> {
                      assertThat(cancelled.reason()).contains(reason);
                      assertThat(cancelled).hasMessage(reason.toString());
                      assertThat(cancelled.getStackTrace()).isEmpty();
                    });
          }
        });
  }

  @Test
  void machineIsGoodForOneTask() {
    Scenario.run(
        () -> {
          var machine = new Once("once", null);
          await(createTask(machine));

          assertThatThrownBy(() -> createTask(machine)).hasMessageContaining("cannot reuse");
        });
  }

  @Test
  void nullIsRefusedAtOnce() {
    assertThatThrownBy(() -> Stackless.get(null)).hasMessageContaining("queue");
    assertThatThrownBy(() -> Stackless.put(new Queue<>(), null)).hasMessageContaining("item");
    assertThatThrownBy(() -> Stackless.acquire((Lock) null)).hasMessageContaining("lock");
    assertThatThrownBy(() -> Stackless.timeout(1, null)).hasMessageContaining("body");
    assertThatThrownBy(() -> Stackless.waitFor(Stackless.get(new Queue<>()), Double.NaN))
        .hasMessageContaining("timeout");
  }
}
