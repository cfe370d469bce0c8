package org.asyncio4j;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Those who observe a loop, at least one; never changed, but replaced.
 *
 * <p>A loop without observers has none of these, so that all it does for them is to look.
 */
final class Observers {
  private final BaseEventLoop loop;
  private final List<LoopObserver> all;

  private Observers(BaseEventLoop loop, List<LoopObserver> all) {
    this.loop = loop;
    this.all = all;
  }

  static Observers with(
      BaseEventLoop loop, @Nullable Observers observers, LoopObserver additional) {
    var all = observers == null ? List.<LoopObserver>of() : observers.all;
    return new Observers(loop, Stream.concat(all.stream(), Stream.of(additional)).toList());
  }

  /** {@return those who are left, null if nobody is} */
  static @Nullable Observers without(@Nullable Observers observers, LoopObserver removed) {
    if (observers == null) {
      return null;
    }
    var left = observers.all.stream().filter(observer -> observer != removed).toList();
    return left.isEmpty() ? null : new Observers(observers.loop, left);
  }

  boolean contains(LoopObserver observer) {
    return all.stream().anyMatch(one -> one == observer);
  }

  void taskCreated(Task<?> task) {
    tell(observer -> observer.taskCreated(task));
  }

  void stepBegins(Task<?> task) {
    tell(observer -> observer.stepBegins(task));
  }

  void stepEnds(Task<?> task) {
    tell(observer -> observer.stepEnds(task));
  }

  void suspended(Task<?> task, @Nullable Future<?> waitsFor) {
    tell(observer -> observer.suspended(task, waitsFor));
  }

  void blocked(Task<?> task) {
    tell(observer -> observer.blocked(task));
  }

  void taskDone(Task<?> task) {
    tell(observer -> observer.taskDone(task));
  }

  void idle(long timeoutNanos, boolean outsideWork) {
    tell(observer -> observer.idle(loop, timeoutNanos, outsideWork));
  }

  void pollBegins() {
    tell(observer -> observer.pollBegins(loop));
  }

  void pollEnds() {
    tell(observer -> observer.pollEnds(loop));
  }

  private void tell(Consumer<LoopObserver> news) {
    loop.aside(() -> tellAll(news)); // the step that has added the first was begun elsewhere
  }

  private void tellAll(Consumer<LoopObserver> news) {
    for (LoopObserver observer : all) {
      try {
        news.accept(observer);
      } catch (Throwable thrown) {
        loop.callExceptionHandler(
            ErrorReport.of("Exception in observer " + observer.getClass().getName())
                .withException(thrown));
      }
    }
  }
}
