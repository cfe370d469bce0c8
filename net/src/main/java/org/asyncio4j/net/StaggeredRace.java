package org.asyncio4j.net;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.DoneAndPending;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ReturnWhen;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * Tries several ways, each as soon as the one before has failed or has had its time; the first that
 * succeeds ends all others.
 *
 * <p>Python: {@code asyncio.staggered.staggered_race}.
 *
 * @param <T> what a way leads to
 */
final class StaggeredRace<T> {

  /**
   * How it went.
   *
   * @param winner what the winner returned, if there was one
   * @param index the winner's place, or -1
   * @param errors what each attempt that was started has thrown; empty for the winner's
   */
  record Result<T>(Optional<T> winner, int index, List<Optional<Throwable>> errors) {}

  private final EventLoop loop = Asyncio.getRunningLoop();
  private final List<? extends Callable<T>> attempts;
  private final Optional<Double> delay;
  private final Consumer<T> discard;
  private final List<Task<T>> started = new ArrayList<>();
  private final Set<Task<T>> running = new LinkedHashSet<>();

  private StaggeredRace(
      List<? extends Callable<T>> attempts, Optional<Double> delay, Consumer<T> discard) {
    this.attempts = attempts;
    this.delay = delay;
    this.discard = discard;
  }

  /**
   * Runs a race. If the calling task is cancelled, so are all attempts, and they are waited for.
   *
   * @param attempts the ways
   * @param delay seconds until the next one starts though the last is still running; empty: it does
   *     not
   * @param discard gets what a second winner has brought
   */
  static <T> Result<T> run(
      List<? extends Callable<T>> attempts, Optional<Double> delay, Consumer<T> discard) {
    return new StaggeredRace<T>(attempts, delay, discard).run();
  }

  private Result<T> run() {
    @Nullable Task<T> winner = null;
    try {
      while (winner == null && startNext()) {
        winner = awaitLatest();
      }
      while (winner == null && !running.isEmpty()) {
        winner = firstSuccess(Asyncio.wait(running, ReturnWhen.FIRST_COMPLETED));
      }
    } finally {
      endAllBut(winner);
    }
    Optional<T> won = winner == null ? Optional.empty() : Optional.of(winner.result());
    return new Result<>(won, winner == null ? -1 : started.indexOf(winner), errors());
  }

  private boolean startNext() {
    if (started.size() == attempts.size()) {
      return false;
    }
    Task<T> task = loop.createTask(Asyncio.coroutine(attempts.get(started.size())));
    started.add(task);
    running.add(task);
    return true;
  }

  /** Waits until something has succeeded, the latest has failed, or its time is over. */
  private @Nullable Task<T> awaitLatest() {
    Task<T> latest = started.getLast();
    double deadline = delay.isPresent() ? loop.time() + delay.get() : 0;
    while (running.contains(latest)) {
      DoneAndPending<Task<T>> news;
      if (delay.isPresent()) {
        double left = deadline - loop.time();
        news = Asyncio.wait(running, Math.max(0, left), ReturnWhen.FIRST_COMPLETED);
      } else {
        news = Asyncio.wait(running, ReturnWhen.FIRST_COMPLETED);
      }
      Task<T> winner = firstSuccess(news);
      if (winner != null || news.done().isEmpty()) {
        return winner;
      }
    }
    return null;
  }

  private @Nullable Task<T> firstSuccess(DoneAndPending<Task<T>> news) {
    running.removeAll(news.done());
    return started.stream()
        .filter(news.done()::contains)
        .filter(StaggeredRace::succeeded)
        .findFirst()
        .orElse(null);
  }

  private static boolean succeeded(Task<?> task) {
    return !task.cancelled() && task.exception() == null;
  }

  private void endAllBut(@Nullable Task<T> winner) {
    running.forEach(Task::cancel);
    @Nullable CancelledError cancelled = null;
    while (!running.isEmpty()) {
      try {
        running.removeAll(Asyncio.wait(running).done());
      } catch (CancelledError again) {
        cancelled = again;
        running.forEach(Task::cancel);
        running.removeIf(Task::done);
      }
    }
    for (Task<T> task : started) {
      if (task != winner && task.done() && succeeded(task)) {
        discard.accept(task.result());
      }
    }
    if (cancelled != null) {
      if (winner != null) {
        discard.accept(winner.result());
      }
      throw cancelled;
    }
  }

  private List<Optional<Throwable>> errors() {
    return started.stream().map(StaggeredRace::errorOf).toList();
  }

  private static Optional<Throwable> errorOf(Task<?> task) {
    return task.cancelled()
        ? Optional.of(new CancelledError())
        : Optional.ofNullable(task.exception());
  }
}
