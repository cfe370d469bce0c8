package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stricter than CPython, which notices a second loop only when a task has to wait. */
final class LoopBoundTest {

  /** Something that is done with a primitive, which a first loop has used and left locked. */
  private record Use<P>(String name, P primitive, Consumer<P> first, Consumer<P> second) {
    static <P> Use<P> of(String name, P primitive, Consumer<P> first, Consumer<P> second) {
      return new Use<>(name, primitive, first, second);
    }

    void onFirstLoop() {
      first.accept(primitive);
    }

    void onSecondLoop() {
      second.accept(primitive);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Use<?>> uses() {
    return List.of(
        Use.of("Lock.acquire", new Lock(), LoopBoundTest::lockAndUnlock, Lock::acquire),
        Use.of("Lock.release", new Lock(), Lock::acquire, Lock::release),
        Use.of("Event.set", new Event(), Event::set, Event::set),
        Use.of("Event.clear", new Event(), Event::set, Event::clear),
        Use.of("Event.await", new Event(), Event::set, Event::await),
        Use.of("Condition.acquire", new Condition(), LoopBoundTest::signal, Condition::acquire),
        Use.of("Condition.release", new Condition(), Condition::acquire, Condition::release),
        Use.of("Condition.await", new Condition(), Condition::acquire, Condition::await),
        Use.of("Condition.signal", new Condition(), LoopBoundTest::hold, Condition::signal),
        Use.of("Condition.signalAll", new Condition(), LoopBoundTest::hold, Condition::signalAll),
        Use.of("Semaphore.acquire", new Semaphore(2), Semaphore::acquire, Semaphore::acquire),
        Use.of("Semaphore.release", new Semaphore(2), Semaphore::acquire, Semaphore::release),
        Use.of(
            "BoundedSemaphore.release",
            new BoundedSemaphore(2),
            BoundedSemaphore::acquire,
            BoundedSemaphore::release),
        Use.of("Barrier.await", new Barrier(1), Barrier::await, Barrier::await),
        Use.of("Barrier.reset", new Barrier(1), Barrier::await, Barrier::reset),
        Use.of("Barrier.abort", new Barrier(1), Barrier::await, Barrier::abort),
        Use.of("Queue.put", new Queue<String>(), LoopBoundTest::put, LoopBoundTest::put),
        Use.of("Queue.putNowait", new Queue<String>(), LoopBoundTest::put, q -> q.putNowait("b")),
        Use.of("Queue.get", new Queue<String>(), LoopBoundTest::put, Queue::get),
        Use.of("Queue.getNowait", new Queue<String>(), LoopBoundTest::put, Queue::getNowait),
        Use.of("Queue.taskDone", new Queue<String>(), LoopBoundTest::put, Queue::taskDone),
        Use.of("Queue.join", new Queue<String>(), LoopBoundTest::put, Queue::join),
        Use.of("Queue.shutdown", new Queue<String>(), LoopBoundTest::put, Queue::shutdown),
        Use.of("Queue.shutdownNow", new Queue<String>(), LoopBoundTest::put, Queue::shutdownNow));
  }

  private static void lockAndUnlock(Lock lock) {
    lock.acquire();
    lock.release();
  }

  private static void signal(Condition condition) {
    condition.acquire();
    condition.signal();
    condition.release();
  }

  private static void hold(Condition condition) {
    condition.acquire();
    condition.signal();
  }

  private static void put(Queue<String> queue) {
    queue.put("a");
  }

  @ParameterizedTest
  @MethodSource("uses")
  @Behaviour(207)
  void useOnASecondLoopIsRefused(Use<?> use) {
    VirtualTime.run(use::onFirstLoop);

    VirtualTime.run(
        () -> {
          String before = use.primitive().toString();
          assertThatThrownBy(use::onSecondLoop)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageEndingWith(" is bound to a different event loop");
          assertThat(use.primitive()).hasToString(before);
        });
  }

  @Test
  @Behaviour(207)
  void useOutsideAnyLoopIsLetPassAndBindsToNone() {
    var queue = new Queue<String>();
    queue.putNowait("before");
    VirtualTime.run(
        () -> {
          assertThat(queue.get()).isEqualTo("before");
          queue.put("inside");
        });

    queue.putNowait("after");

    assertThat(queue.getNowait()).isEqualTo("inside");
    assertThat(queue.getNowait()).isEqualTo("after");
  }

  @Test
  @Behaviour(207)
  void theFirstLoopMayUseItAgain() {
    try (var runner = new Runner()) {
      var lock = new Lock();

      runner.run(() -> lockAndUnlock(lock));
      runner.run(() -> lockAndUnlock(lock));

      assertThat(lock.locked()).isFalse();
    }
  }

  @Test
  void lookingAtItIsNoUse() {
    var lock = new Lock();
    VirtualTime.run(() -> lockAndUnlock(lock));

    VirtualTime.run(() -> assertThat(lock.locked()).isFalse());
  }
}
