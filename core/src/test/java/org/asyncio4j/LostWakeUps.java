package org.asyncio4j;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/**
 * Looks, each time when nothing on a loop is ready, for tasks that wait in vain: for a lock that
 * nobody holds, a permit that is free, an item that is there, room that is there, an event that is
 * set, a barrier that has let everybody through. At any other time such a task may have been woken
 * and not have run yet; but when nothing is ready, its wake-up is lost.
 *
 * <p>It needs no list of the primitives: whoever waits knows what for ({@link Waiter}). Those that
 * somebody has waited for are remembered, and must be without waiters in the end.
 *
 * <p>It cannot see that a signal of a condition is lost, because a condition keeps none: that takes
 * a test that knows what its tasks wait for. Nor can it see permits that have got lost while nobody
 * waits for one: that takes a test that counts.
 */
final class LostWakeUps implements LoopObserver {
  private final EventLoop loop;
  private final Consumer<LostWakeUps> atDeadlock;
  private final Set<Object> waitedFor = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Found found;

  private LostWakeUps(EventLoop loop, Consumer<LostWakeUps> atDeadlock) {
    this.loop = loop;
    this.atDeadlock = atDeadlock;
  }

  /** Something that must not be, whatever a test does. */
  static final class Found extends AssertionError {
    private static final long serialVersionUID = 1L;

    Found(String message) {
      super(message);
    }
  }

  /**
   * Watches a loop.
   *
   * @param atDeadlock called when nothing is ready and no timer is pending; may make something
   *     ready
   */
  static LostWakeUps watch(EventLoop loop, Consumer<LostWakeUps> atDeadlock) {
    var watch = new LostWakeUps(loop, atDeadlock);
    loop.addObserver(watch);
    return watch;
  }

  @Override
  public void idle(EventLoop loop, long timeoutNanos, boolean outsideWork) {
    if (found == null) {
      found = look();
    }
    if (timeoutNanos == Reactor.FOREVER) {
      atDeadlock.accept(this);
    }
  }

  boolean hasFound() {
    return found != null;
  }

  /** Throws what was found, if anything was. */
  void check() {
    if (found != null) {
      throw found;
    }
  }

  @Override
  public void suspended(Task<?> task, @Nullable Future<?> waitsFor) {
    if (waitsFor instanceof Waiter<?> waiter) {
      waiter.source().ifPresent(waitedFor::add);
    }
  }

  /** {@return what tasks have waited for so far} */
  Set<Object> waitedFor() {
    return waitedFor;
  }

  /** Nothing is ready: so nobody has been woken. */
  private @Nullable Found look() {
    for (Task<?> task : Asyncio.allTasks(loop)) {
      Future<?> waiting = task.waiter().orElse(null);
      if (waiting instanceof Waiter<?> waiter && waiter.source().isPresent()) {
        Object source = waiter.source().get();
        if (isInVain(source, waiter)) {
          return new Found(
              "%s waits in vain for %s: nothing is ready, so nobody has woken it"
                  .formatted(task.getName(), source));
        }
      }
    }
    for (Object primitive : waitedFor) {
      if (primitive instanceof Barrier barrier && barrier.changed().locked()) {
        return new Found("nothing is ready, and nobody has released the inner lock of " + barrier);
      }
    }
    return null;
  }

  private boolean isInVain(Object source, Waiter<?> waiter) {
    return switch (source) {
      case Lock lock -> !lock.locked();
      case Semaphore semaphore -> semaphore.value() > 0;
      case Event event -> event.isSet();
      case Queue<?> queue -> isInVain(queue, waiter);
      case Barrier barrier -> isInVain(barrier);
      default -> false;
    };
  }

  private static boolean isInVain(Queue<?> queue, Waiter<?> waiter) {
    if (queue.getters().contains(waiter)) {
      return !queue.getMustWait();
    }
    if (queue.putters().contains(waiter)) {
      return !queue.putMustWait();
    }
    return !queue.joinMustWait();
  }

  /** Whoever waits is one of those that have come, and one at least is missing. */
  private boolean isInVain(Barrier barrier) {
    long waiting =
        Asyncio.allTasks(loop).stream()
            .flatMap(task -> task.waiter().stream())
            .filter(waiter -> waiter instanceof Waiter<?> w && w.source().orElse(w) == barrier)
            .count();
    return waiting != barrier.nWaiting() || waiting >= barrier.parties();
  }

  /** All tasks have ended: nothing of them may be left. */
  void checkAtTheEnd() {
    check();
    for (Object primitive : waitedFor) {
      String text = primitive.toString();
      boolean empty =
          switch (primitive) {
            case Lock _, Semaphore _, Event _, Condition _ -> text.contains("waiters=0");
            case Queue<?> _ -> text.contains("getters=0, putters=0");
            case Barrier _ -> text.contains("FILLING, waiting=0/") || text.contains("BROKEN");
            default -> true;
          };
      if (!empty) {
        throw new Found("all tasks have ended, and there is still somebody in " + text);
      }
    }
  }
}
