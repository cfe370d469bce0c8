package org.asyncio4j.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.Barrier;
import org.asyncio4j.Condition;
import org.asyncio4j.Event;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.LifoQueue;
import org.asyncio4j.Lock;
import org.asyncio4j.PriorityQueue;
import org.asyncio4j.Queue;
import org.asyncio4j.Semaphore;

/** What the ops of a program share, besides its tasks. */
record Resources(
    List<Future<String>> futures,
    List<Lock> locks,
    List<Semaphore> semaphores,
    List<Event> events,
    List<Condition> conditions,
    List<Barrier> barriers,
    List<Queue<Integer>> queues) {

  static final int FUTURES = 3;
  static final int LOCKS = 2;
  static final int SEMAPHORES = 2;
  static final int EVENTS = 2;
  static final int CONDITIONS = 2;
  static final int BARRIERS = 2;
  static final int QUEUES = 4;

  static Resources create(EventLoop loop) {
    return new Resources(
        Stream.generate(loop::<String>createFuture).limit(FUTURES).toList(),
        Stream.generate(Lock::new).limit(LOCKS).toList(),
        List.of(new Semaphore(2), new Semaphore(1)),
        Stream.generate(Event::new).limit(EVENTS).toList(),
        Stream.generate(Condition::new).limit(CONDITIONS).toList(),
        List.of(new Barrier(2), new Barrier(3)),
        List.of(new Queue<>(), new Queue<>(1), PriorityQueue.create(2), new LifoQueue<>()));
  }
}
