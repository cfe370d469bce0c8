package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a future or task waits for. Any thread may ask; see {@link Awaiters}.
 *
 * @param what what it is, if it has a name of its own: a gather, a lock; else empty
 * @param need how many of {@code on} must go on for the wait to end
 * @param relation what {@code on} has to do with it: "held by", or nothing
 * @param on the futures and tasks that it waits for, as far as is known
 */
record WaitsFor(String what, Need need, String relation, List<Future<?>> on) {

  /** What ends a wait. */
  enum Need {
    /** Something that is not known here. */
    UNKNOWN,
    /** Any one. */
    ANY,
    /** Each. */
    ALL
  }

  static final WaitsFor NOTHING = new WaitsFor("", Need.UNKNOWN, "", List.of());

  static WaitsFor of(Future<?> future) {
    if (future.isDone()) {
      return NOTHING;
    }
    return switch (future) {
      case Task<?> task -> task.waiter().map(WaitsFor::ofWaiting).orElse(NOTHING);
      case GatheringFuture<?> gathering ->
          awaits("gather", Need.ALL, pending(gathering.children()));
      case Alarm ignored -> new WaitsFor("sleep", Need.UNKNOWN, "", List.of());
      case Waiter<?> waiter -> waiter.source().map(WaitsFor::ofSource).orElse(NOTHING);
      case Future<?> plain -> new WaitsFor(Snapshot.text(plain), Need.UNKNOWN, "", List.of());
    };
  }

  /** {@return the wait of a task that is suspended on {@code waiter}} */
  private static WaitsFor ofWaiting(Future<?> waiter) {
    if (waiter.isDone()) {
      return NOTHING;
    }
    return waiter instanceof Task<?> ? awaits("", Need.ALL, List.of(waiter)) : of(waiter);
  }

  private static WaitsFor ofSource(Object source) {
    return switch (source) {
      case Future<?> future -> awaits("", Need.ALL, List.of(future));
      case Shield<?> shield -> awaits("shield", Need.ALL, List.of(shield.inner()));
      case WaitingForSome some -> ofWait(some);
      case Arrivals<?> some ->
          awaits(
              "asCompleted",
              some.hasTimeLimit() ? Need.UNKNOWN : Need.ANY,
              pending(Snapshot.of(some.awaited())));
      case TaskGroup group ->
          awaits(Snapshot.text(group), Need.ALL, pending(Snapshot.of(group.tasks())));
      case Lock lock -> held(lock, lock.holder().stream().toList());
      case Semaphore semaphore -> held(semaphore, semaphore.holders().snapshot());
      case CompletionStage<?> stage ->
          new WaitsFor(stage.getClass().getSimpleName(), Need.UNKNOWN, "", List.of());
      default -> new WaitsFor(Snapshot.text(source), Need.UNKNOWN, "", List.of());
    };
  }

  private static WaitsFor ofWait(WaitingForSome some) {
    boolean all = some.returnWhen() == ReturnWhen.ALL_COMPLETED;
    Need need = some.hasTimeLimit() ? Need.UNKNOWN : all ? Need.ALL : Need.ANY;
    return awaits("wait(%s)".formatted(some.returnWhen()), need, pending(some.futures()));
  }

  private static WaitsFor awaits(String what, Need need, List<Future<?>> on) {
    return new WaitsFor(what, on.isEmpty() ? Need.UNKNOWN : need, "", on);
  }

  private static WaitsFor held(Object primitive, Collection<Task<?>> holders) {
    Need need = holders.isEmpty() ? Need.UNKNOWN : Need.ANY;
    return new WaitsFor(Snapshot.text(primitive), need, "held by", List.copyOf(holders));
  }

  private static List<Future<?>> pending(Collection<? extends Future<?>> futures) {
    var pending = new LinkedHashSet<Future<?>>(); // a gather may have a child twice
    for (Future<?> future : futures) {
      if (!future.isDone()) {
        pending.add(future);
      }
    }
    return List.copyOf(pending);
  }

  /**
   * {@return the tasks and plain futures that it waits for, with gathers and their like replaced by
   * what they in turn wait for}
   */
  List<Future<?>> ends() {
    var ends = new LinkedHashSet<Future<?>>();
    var passed = new LinkedHashSet<Future<?>>(on);
    var left = new ArrayDeque<Future<?>>(on);
    for (Future<?> next; (next = left.poll()) != null; ) {
      List<Future<?>> beyond = next instanceof Task<?> ? List.of() : of(next).on();
      if (beyond.isEmpty()) {
        ends.add(next);
      }
      for (Future<?> future : beyond) {
        if (passed.add(future)) {
          left.add(future);
        }
      }
    }
    return List.copyOf(ends);
  }
}
