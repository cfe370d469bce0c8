package org.asyncio4j;

import java.util.Optional;

/**
 * What an event loop tells its exception handler.
 *
 * <p>Python: the {@code context} dict of {@code loop.call_exception_handler}.
 *
 * @param message what went wrong
 * @param exception the exception, if there is one
 * @param future the future concerned, if there is one and it is still in use
 * @param task the task concerned, if there is one
 * @param handle the callback concerned, if there is one
 * @param asyncgen the asynchronous generator concerned, if there is one and it is still in use
 */
public record ErrorReport(
    String message,
    Optional<Throwable> exception,
    Optional<Future<?>> future,
    Optional<Task<?>> task,
    Optional<Handle> handle,
    Optional<AsyncGenerator<?>> asyncgen) {

  /**
   * {@return a report with nothing but a message}
   *
   * @param message what went wrong
   */
  public static ErrorReport of(String message) {
    return new ErrorReport(
        Arguments.required(message, "message"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * {@return this report with an exception}
   *
   * @param exception the exception
   */
  public ErrorReport withException(Throwable exception) {
    return new ErrorReport(
        message,
        Optional.of(Arguments.required(exception, "exception")),
        future,
        task,
        handle,
        asyncgen);
  }

  /**
   * {@return this report with a future}
   *
   * @param future the future concerned
   */
  public ErrorReport withFuture(Future<?> future) {
    return new ErrorReport(
        message,
        exception,
        Optional.of(Arguments.required(future, "future")),
        task,
        handle,
        asyncgen);
  }

  /**
   * {@return this report with a task}
   *
   * @param task the task concerned
   */
  public ErrorReport withTask(Task<?> task) {
    return new ErrorReport(
        message,
        exception,
        future,
        Optional.of(Arguments.required(task, "task")),
        handle,
        asyncgen);
  }

  /**
   * {@return this report with a callback}
   *
   * @param handle the callback concerned
   */
  public ErrorReport withHandle(Handle handle) {
    return new ErrorReport(
        message,
        exception,
        future,
        task,
        Optional.of(Arguments.required(handle, "handle")),
        asyncgen);
  }

  /**
   * {@return this report with an asynchronous generator}
   *
   * @param asyncgen the generator concerned
   */
  public ErrorReport withAsyncgen(AsyncGenerator<?> asyncgen) {
    return new ErrorReport(
        message,
        exception,
        future,
        task,
        handle,
        Optional.of(Arguments.required(asyncgen, "asyncgen")));
  }

  /** {@return the context that the handler runs in: the task's, else the handle's} */
  Optional<Context> context() {
    Optional<Context> ofTask =
        task.<Future<?>>map(t -> t)
            .or(() -> future)
            .flatMap(f -> f instanceof Task<?> t ? Optional.of(t.getContext()) : Optional.empty());
    return ofTask.or(() -> handle.map(Handle::getContext));
  }

  /** {@return all lines but the exception's, as the default handler logs them} */
  String describe() {
    var lines = new StringBuilder(message);
    future.ifPresent(f -> lines.append("\nfuture: ").append(f));
    handle.ifPresent(h -> lines.append("\nhandle: ").append(h));
    asyncgen.ifPresent(g -> lines.append("\nasyncgen: ").append(g));
    task.ifPresent(t -> lines.append("\ntask: ").append(t));
    return lines.toString();
  }
}
