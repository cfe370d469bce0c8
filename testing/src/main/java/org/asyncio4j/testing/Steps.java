package org.asyncio4j.testing;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.asyncio4j.RunningLoops;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * Pins down in which order the lines of a test run: each says by {@link #expect} when it comes, the
 * last one by {@link #finish}.
 *
 * <pre>{@code
 * var steps = new Steps();
 * createTask(() -> steps.expect(2));
 * steps.expect(1);
 * sleep(0);
 * steps.finish(3);
 * }</pre>
 *
 * <p>A call that comes out of turn throws an {@link AsyncTestError}. So does the end of the test if
 * {@code finish} has not been called: of the test that these steps were made in, or in which they
 * were used first.
 *
 * <p>Any thread may call it. In a file that imports all of {@code org.asyncio4j}, import it by
 * name: there is another class {@link org.asyncio4j.Steps}.
 *
 * <p>Java only: as Kotlin's coroutines are tested.
 */
public final class Steps {

  // Any thread, and so are the other two: the number of the last step, and whether it was finished.
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final AtomicReference<@Nullable TestLoop> test = new AtomicReference<>();

  /** Makes steps of which none has been done. */
  public Steps() {
    join();
  }

  /**
   * Says that this is the step of that number.
   *
   * @param number 1 for the first
   * @throws AsyncTestError if it is another one's turn
   */
  public void expect(int number) {
    join();
    if (finished.get()) {
      throw wrong("step %s comes after finish(%s)%s".formatted(number, done.get(), caller()));
    }
    if (!done.compareAndSet(number - 1, number)) {
      throw wrong("expected step %s, got step %s%s".formatted(done.get() + 1, number, caller()));
    }
  }

  /**
   * Says that this is the step of that number, and the last.
   *
   * @param number how many steps there are
   * @throws AsyncTestError if it is another one's turn
   */
  public void finish(int number) {
    expect(number);
    finished.set(true);
  }

  /** {@return the number of the last step that was done, 0 before the first} */
  public int done() {
    return done.get();
  }

  /** {@return whether {@link #finish} was called} */
  public boolean finished() {
    return finished.get();
  }

  private void join() {
    if (test.get() == null) {
      Optional<TestLoop> current = TestLoop.current();
      if (current.isPresent() && test.compareAndSet(null, current.get())) {
        current.get().checkAtEnd(this::checkFinished);
      }
    }
  }

  private void checkFinished() {
    if (!finished.get()) {
      throw wrong(
          "the test ended after step %s of its Steps, expected that finish(n) says which is the last"
              .formatted(done.get()));
    }
  }

  private static String caller() {
    boolean inLoop = RunningLoops.here().isPresent();
    Optional<Task<?>> task = inLoop ? Asyncio.currentTask() : Optional.empty();
    return task.map(known -> " (in %s)".formatted(known.getName())).orElse("");
  }

  private static AsyncTestError wrong(String message) {
    return new AsyncTestError(AsyncTestError.Kind.ORDER, message, null);
  }

  @Override
  public String toString() {
    return "Steps[done=%s%s]".formatted(done.get(), finished.get() ? ", finished" : "");
  }
}
