package org.asyncio4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a loop's error reports to the exception handler or to the log, and never fails. */
final class ErrorReporter {
  private static final System.Logger LOG = System.getLogger("asyncio4j");

  private final BaseEventLoop loop;
  private @Nullable ExceptionHandler handler;

  ErrorReporter(BaseEventLoop loop) {
    this.loop = loop;
  }

  void set(@Nullable ExceptionHandler handler) {
    this.handler = handler;
  }

  Optional<ExceptionHandler> handler() {
    return Optional.ofNullable(handler);
  }

  void report(ErrorReport report) {
    ExceptionHandler custom = handler;
    if (custom == null) {
      log(report);
      return;
    }
    try {
      inItsContext(report, () -> custom.handle(loop, report));
    } catch (Throwable thrown) {
      if (Throwables.leavesTheLoop(thrown)) {
        throw thrown;
      }
      log(
          ErrorReport.of("Unhandled error in exception handler\ncontext: " + report.describe())
              .withException(thrown));
    }
  }

  private void inItsContext(ErrorReport report, Runnable call) {
    Optional<Context> context = report.context();
    if (context.isEmpty()) {
      call.run();
      return;
    }
    Running running = Running.current();
    Context outer = running.context;
    running.context = context.get();
    try {
      context.get().runCarrying(call);
    } finally {
      running.context = outer;
    }
  }

  void log(ErrorReport report) {
    Throwable exception = report.exception().orElse(null);
    if (exception == null) {
      LOG.log(System.Logger.Level.ERROR, report.describe());
    } else {
      LOG.log(System.Logger.Level.ERROR, report.describe(), exception);
    }
  }
}
