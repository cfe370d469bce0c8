package org.asyncio4j;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The functions that wait: sleep, wait, waitFor. */
final class Waiting {
  /** A time limit that there is not. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  private Waiting() {}

  static void sleep(long nanos) {
    Task<?> task = Running.requiredTask("sleep");
    if (nanos <= 0) {
      task.suspendFor(null);
      return;
    }
    Alarm alarm = task.loop().alarmAfter(nanos);
    try {
      task.suspendFor(alarm);
    } catch (Throwable thrown) {
      alarm.cancel(); // does nothing, unless the task was refused to suspend
      throw thrown;
    }
    alarm.result();
  }

  static <F extends Future<?>> DoneAndPending<F> wait(
      Collection<F> futures, long nanos, ReturnWhen returnWhen) {
    Set<F> distinct = new LinkedHashSet<>(Arguments.required(futures, "futures"));
    distinct.forEach(future -> Arguments.required(future, "future"));
    Arguments.required(returnWhen, "returnWhen");
    if (distinct.isEmpty()) {
      throw new IllegalArgumentException(
          "wait: the set of futures is empty, expected at least one");
    }
    BaseEventLoop loop = Running.requiredTask("wait").loop();
    new WaitingForSome(loop, distinct, nanos, returnWhen).await();
    var done = new LinkedHashSet<F>();
    var pending = new LinkedHashSet<F>();
    for (F future : distinct) {
      (future.done() ? done : pending).add(future);
    }
    return new DoneAndPending<>(done, pending);
  }

  static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, long nanos)
      throws TimeoutException {
    if (nanos > 0) {
      return new Timeout(nanos).call(scope -> Futures.await(awaitable));
    }
    return StepsOnStack.await(new WaitForNoTime<>(awaitable));
  }
}
