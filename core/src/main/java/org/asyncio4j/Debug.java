package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a loop in debug mode does besides: it remembers where things were made, checks the thread of
 * its callers, times its steps and lets stack traces go on through awaiting tasks.
 *
 * <p>A loop without debug mode has none of these.
 */
final class Debug {
  static final String PROPERTY = "asyncio4j.debug";
  static final String VARIABLE = "ASYNCIO4J_DEBUG";

  private final BaseEventLoop loop;
  private final StackTable stacks = new StackTable();
  private final StackTable traces = new StackTable();

  Debug(BaseEventLoop loop) {
    this.loop = loop;
  }

  /** {@return whether a new loop begins in debug mode} */
  static boolean byDefault() {
    return byDefault(System.getProperty(PROPERTY), System.getenv(VARIABLE));
  }

  /** The property decides if it is there; of the variable, as of Python's, that it is not empty. */
  static boolean byDefault(@Nullable String property, @Nullable String variable) {
    if (property != null) {
      return property.isEmpty() || Boolean.parseBoolean(property);
    }
    return variable != null && !variable.isEmpty();
  }

  StackTable stacks() {
    return stacks;
  }

  void made(Object thing) {
    stacks.remember(thing);
  }

  /** A future has failed: each who awaits it lets the stack trace go on from here. */
  void failed(Future<?> future, Throwable exception) {
    traces.remember(future, AwaitTrail.of(exception));
  }

  /** {@code awaiting}, which is running, is about to throw what a future has failed with. */
  void passesOn(Future<?> failed, Throwable exception, Task<?> awaiting) {
    if (awaiting.frame != null) {
      List<StackTraceElement> known = traces.of(failed);
      List<StackTraceElement> soFar = known.isEmpty() ? AwaitTrail.of(exception) : known;
      AwaitTrail.extend(exception, soFar, awaiting, UserFrames.of(awaiting.frame.stack()));
    }
  }

  /** {@return the place where it was made, in words to be added to its description, or ""} */
  String createdAt(Object thing) {
    List<StackTraceElement> stack = stacks.of(thing);
    if (stack.isEmpty()) {
      return "";
    }
    StackTraceElement place = stack.getLast();
    return ", created at %s:%s".formatted(place.getFileName(), place.getLineNumber());
  }

  /**
   * Refuses a call from a thread other than the running loop's.
   *
   * @throws IllegalStateException if it is not the loop's turn on this thread
   */
  void checkThread() {
    if (loop.isRunning() && !loop.running().isCurrent()) {
      throw new IllegalStateException(
          "non-thread-safe operation on %s from thread '%s': expected the loop's own thread, use"
                  .formatted(loop, Thread.currentThread().getName())
              + " callSoonThreadsafe or runCoroutineThreadsafe");
    }
  }

  /** A step or callback has ended after {@code nanos} of the loop's time. */
  void stepEnded(@Nullable Object entry, long nanos) {
    if (nanos >= loop.slowCallbackNanos()) {
      LOG.log(
          System.Logger.Level.WARNING,
          String.format(
              Locale.ROOT, "Executing %s took %.3f seconds", entry, Arguments.seconds(nanos)));
    }
  }

  /** {@return the report with the places where what it concerns was made} */
  ErrorReport withTracebacks(ErrorReport report) {
    ErrorReport told = report;
    if (told.sourceTraceback().isEmpty()) {
      Object source = told.future().orElse(told.task().orElse(null));
      if (source != null) {
        told = told.withSourceTraceback(stacks.of(source));
      }
    }
    if (told.handleTraceback().isEmpty() && told.handle().isPresent()) {
      told = told.withHandleTraceback(stacks.of(told.handle().get()));
    }
    return told;
  }
}
