package org.asyncio4j;

import java.util.List;
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
 * @param sourceTraceback in debug mode the frames that made the future or task, or the coroutine
 *     that was never awaited, oldest first; else empty
 * @param handleTraceback in debug mode the frames that made the callback, oldest first; else empty
 * @param asyncgen the asynchronous generator concerned, if there is one and it is still in use
 * @param transport the transport concerned, if there is one
 * @param protocol the protocol concerned, if there is one
 */
public record ErrorReport(
    String message,
    Optional<Throwable> exception,
    Optional<Future<?>> future,
    Optional<Task<?>> task,
    Optional<Handle> handle,
    List<StackTraceElement> sourceTraceback,
    List<StackTraceElement> handleTraceback,
    Optional<AsyncGenerator<?>> asyncgen,
    Optional<Object> transport,
    Optional<Object> protocol) {

  /** Copies the lists. */
  public ErrorReport {
    sourceTraceback = List.copyOf(sourceTraceback);
    handleTraceback = List.copyOf(handleTraceback);
  }

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
        List.of(),
        List.of(),
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
        sourceTraceback,
        handleTraceback,
        asyncgen,
        transport,
        protocol);
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
        sourceTraceback,
        handleTraceback,
        asyncgen,
        transport,
        protocol);
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
        sourceTraceback,
        handleTraceback,
        asyncgen,
        transport,
        protocol);
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
        sourceTraceback,
        handleTraceback,
        asyncgen,
        transport,
        protocol);
  }

  /**
   * {@return this report with the place where the future, task or coroutine was made}
   *
   * @param frames oldest first
   */
  public ErrorReport withSourceTraceback(List<StackTraceElement> frames) {
    return new ErrorReport(
        message,
        exception,
        future,
        task,
        handle,
        frames,
        handleTraceback,
        asyncgen,
        transport,
        protocol);
  }

  /**
   * {@return this report with the place where the callback was made}
   *
   * @param frames oldest first
   */
  public ErrorReport withHandleTraceback(List<StackTraceElement> frames) {
    return new ErrorReport(
        message,
        exception,
        future,
        task,
        handle,
        sourceTraceback,
        frames,
        asyncgen,
        transport,
        protocol);
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
        sourceTraceback,
        handleTraceback,
        Optional.of(Arguments.required(asyncgen, "asyncgen")),
        transport,
        protocol);
  }

  /** {@return the context that the handler runs in: the task's, else the handle's} */
  Optional<Context> context() {
    Optional<Context> ofTask =
        task.<Future<?>>map(t -> t)
            .or(() -> future)
            .flatMap(f -> f instanceof Task<?> t ? Optional.of(t.getContext()) : Optional.empty());
    return ofTask.or(() -> handle.map(Handle::getContext));
  }

  /**
   * {@return this report with a connection}
   *
   * @param transport the transport concerned
   * @param protocol the protocol concerned
   */
  public ErrorReport withTransport(Object transport, Object protocol) {
    return new ErrorReport(
        message,
        exception,
        future,
        task,
        handle,
        sourceTraceback,
        handleTraceback,
        asyncgen,
        Optional.of(Arguments.required(transport, "transport")),
        Optional.of(Arguments.required(protocol, "protocol")));
  }

  /** {@return all lines but the exception's, as the default handler logs them} */
  String describe() {
    var lines = new StringBuilder(message);
    future.ifPresent(f -> lines.append("\nfuture: ").append(f));
    handle.ifPresent(h -> lines.append("\nhandle: ").append(h));
    asyncgen.ifPresent(g -> lines.append("\nasyncgen: ").append(g));
    task.ifPresent(t -> lines.append("\ntask: ").append(t));
    protocol.ifPresent(p -> lines.append("\nprotocol: ").append(p));
    transport.ifPresent(t -> lines.append("\ntransport: ").append(t));
    append(lines, "Object created at (most recent call last):", sourceTraceback);
    append(lines, "Handle created at (most recent call last):", handleTraceback);
    return lines.toString();
  }

  private static void append(StringBuilder lines, String title, List<StackTraceElement> frames) {
    if (!frames.isEmpty()) {
      lines.append("\n").append(title);
      frames.forEach(frame -> lines.append("\n  at ").append(frame));
    }
  }
}
