package org.asyncio4j;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What an asynchronous generator consists of, apart from the handle that the program holds.
 *
 * <p>Nothing in here, nor anything that the body's thread knows, refers to the handle: so it is
 * found out when nobody holds that any more.
 *
 * @param <T> the type of what is emitted
 */
final class Generator<T> implements AsyncGenerator.Emitter<T> {

  /*
   *   CREATED --pull--> RUNNING <--pull/emit--> SUSPENDED
   *      |                 |
   *      |                 +--the body ends--> CLOSED
   *      +--close, athrow----------------------> CLOSED
   */
  private enum State {
    CREATED,
    RUNNING,
    SUSPENDED,
    CLOSED
  }

  /** What goes into the body to close it: a GeneratorExit made where it is thrown. */
  private static final Object EXIT = new Object();

  private record Thrown(Throwable throwable) {}

  // A body, and from its start on its class: a finished generator keeps nothing of it.
  private Object body;
  private State state = State.CREATED;
  private @Nullable BaseEventLoop loop;
  private @Nullable GeneratorFrame frame;
  private AsyncGenerators.@Nullable Live registration;

  // Into the body: what emit returns, Thrown or EXIT.
  private @Nullable Object input;

  // Out of it: what was emitted, until somebody takes it, or what ended the body.
  private @Nullable T emitted;
  private @Nullable Throwable thrown;

  Generator(AsyncGenerator.Body<T> body) {
    this.body = Arguments.required(body, "body");
  }

  // --- the puller's side ------------------------------------------------------------------------

  /** {@return whether there is an element, which stays for {@link #next}} */
  boolean hasNext(AsyncGenerator<T> handle) {
    return emitted != null || pull("anext", handle, null);
  }

  /** {@return the next element; null if there is none} */
  @Nullable T nextOrNull(AsyncGenerator<T> handle) {
    return hasNext(handle) ? take() : null;
  }

  T next(AsyncGenerator<T> handle) {
    if (!hasNext(handle)) {
      throw exhausted();
    }
    return take();
  }

  private NoSuchElementException exhausted() {
    return new NoSuchElementException("%s has no more elements".formatted(this));
  }

  private T take() {
    T taken = Arguments.required(emitted, "emitted");
    emitted = null;
    return taken;
  }

  T send(AsyncGenerator<T> handle, Object value) {
    Arguments.required(value, "value");
    requireNothingAhead("asend");
    if (state == State.CREATED) {
      throw new IllegalStateException(
          "asend(): %s has not started, expected anext() before".formatted(this));
    }
    if (!pull("asend", handle, value)) {
      throw exhausted();
    }
    return take();
  }

  T throwInto(AsyncGenerator<T> handle, Throwable throwable) {
    Arguments.required(throwable, "throwable");
    requireNothingAhead("athrow");
    if (state == State.CREATED) {
      state = State.CLOSED;
      throw Throwables.sneak(throwable);
    }
    if (!pull("athrow", handle, new Thrown(throwable))) {
      throw exhausted();
    }
    return take();
  }

  private void requireNothingAhead(String caller) {
    if (emitted != null) {
      throw new IllegalStateException(
          "%s(): hasNext() has pulled an element of %s, expected it to be taken before"
              .formatted(caller, this));
    }
  }

  /** Throws GeneratorExit into the body and waits for its end. */
  void close() {
    emitted = null;
    if (state == State.CREATED) {
      state = State.CLOSED;
    }
    boolean ignored;
    try {
      ignored = pull("aclose", null, EXIT);
    } catch (GeneratorExit passedOn) {
      return;
    }
    if (ignored) {
      emitted = null;
      throw ignoredExit();
    }
  }

  /** For an abandoned one: only another closer can be running it. */
  void closeUnlessRunning() {
    if (!isRunning()) {
      close();
    }
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  private static IllegalStateException ignoredExit() {
    return new IllegalStateException("async generator ignored GeneratorExit");
  }

  /**
   * Runs the body to its next emit.
   *
   * @param handle null if it has started before
   * @return whether it has emitted; else it has ended
   */
  private boolean pull(
      String caller, @Nullable AsyncGenerator<T> handle, @Nullable Object newInput) {
    if (state == State.CLOSED) {
      return false;
    }
    Task<?> task = Running.requiredTask(caller);
    if (state == State.RUNNING) {
      throw new IllegalStateException(
          "%s(): asynchronous generator is already running: %s".formatted(caller, this));
    }
    GeneratorFrame pulled = frameFor(task, caller, handle);
    input = newInput;
    try {
      task.suspendFor(pulled);
    } finally {
      input = null; // if the puller cannot suspend here
      if (state == State.CREATED) {
        takeBackStart();
      }
    }
    if (state == State.SUSPENDED) {
      return true;
    }
    Throwable end = thrown;
    thrown = null;
    if (end != null) {
      throw Throwables.sneak(end);
    }
    return false;
  }

  /** The first pull was refused: nothing has started. */
  private void takeBackStart() {
    loop = null;
    leaveLoop();
  }

  private void leaveLoop() {
    frame = null;
    if (registration != null) {
      registration.ends();
      registration = null;
    }
  }

  private GeneratorFrame frameFor(Task<?> task, String caller, @Nullable AsyncGenerator<T> handle) {
    GeneratorFrame existing = frame;
    if (existing == null) {
      loop = task.loop();
      registration = task.loop().asyncGenerators.firstIteration(handle, this);
      Context current = task.loop().running().context;
      existing = new GeneratorFrame(this, current.carries() ? Context.copyContext() : null);
      frame = existing;
    } else if (loop != task.loop()) {
      throw new IllegalStateException(
          "%s(): %s is attached to a different loop".formatted(caller, this));
    }
    return existing;
  }

  // --- turns: loop thread -----------------------------------------------------------------------

  /** The body goes on. */
  void turnBegins() {
    state = State.RUNNING;
  }

  /** The body has emitted, or, if it is here no more, ended. */
  void turnEnds() {
    if (state != State.CLOSED) {
      state = State.SUSPENDED;
      return;
    }
    leaveLoop();
  }

  /**
   * The loop is closed: has the body clean up now, without a loop, and end.
   *
   * @return what it threw instead of passing the exit on, null if nothing
   */
  @Nullable Throwable endWithTheLoop() {
    GeneratorFrame suspended = frame;
    emitted = null;
    if (state != State.SUSPENDED || suspended == null) {
      return null; // it has not started, if its puller could not suspend
    }
    input = EXIT;
    if (!suspended.resumeForTheLastTime()) {
      emitted = null;
      return ignoredExit();
    }
    Throwable end = thrown;
    thrown = null;
    return end instanceof GeneratorExit ? null : end;
  }

  // --- the body's thread ------------------------------------------------------------------------

  void runBody() {
    try {
      startedBody().run(this);
    } catch (Throwable t) {
      bodyThrew(Threw.by(t).thrown());
    }
    state = State.CLOSED;
  }

  void bodyThrew(Throwable failure) {
    thrown = failure;
    state = State.CLOSED;
  }

  @SuppressWarnings("unchecked") // it runs once, and was a body before
  private AsyncGenerator.Body<T> startedBody() {
    var started = (AsyncGenerator.Body<T>) body;
    body = started.getClass();
    return started;
  }

  @Override
  public void emit(T value) {
    exchange(value);
  }

  @Override
  public <S> @Nullable S emitAndReceive(T value, Class<S> type) {
    Arguments.required(type, "type");
    Object sent = exchange(value);
    if (sent != null && !type.isInstance(sent)) {
      throw new IllegalArgumentException(
          "asend(): %s got a %s, expected a %s"
              .formatted(this, sent.getClass().getName(), type.getName()));
    }
    return type.cast(sent);
  }

  private @Nullable Object exchange(T value) {
    Arguments.required(value, "value");
    GeneratorFrame running = frame;
    if (state != State.RUNNING || running == null || !running.isCurrentThread()) {
      throw new IllegalStateException(
          "emit: only the running body of %s may call it, not another task, thread or generator"
              .formatted(this));
    }
    emitted = value;
    try {
      running.giveWay();
    } catch (IllegalStateException cannotSuspendHere) {
      emitted = null;
      throw cannotSuspendHere;
    }
    Object given = input;
    input = null;
    if (given == EXIT) {
      throw new GeneratorExit();
    }
    if (given instanceof Thrown(Throwable throwable)) {
      throw Throwables.sneak(throwable);
    }
    return given;
  }

  // --- description ------------------------------------------------------------------------------

  /** {@return where the body was written, as far as the JVM tells} */
  String where() {
    String name = (body instanceof Class<?> type ? type : body.getClass()).getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  @Override
  public String toString() {
    return "AsyncGenerator[%s, %s]".formatted(where(), state);
  }
}
