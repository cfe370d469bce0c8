package org.asyncio4j;

import static org.asyncio4j.Log.LOG;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a loop's error reports to the exception handler or to the log, and never fails. */
final class ErrorReporter {
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

  void report(ErrorReport given) {
    Debug debug = loop.debug();
    ErrorReport report = debug == null ? given : debug.withTracebacks(given);
    ExceptionHandler custom = handler;
    if (custom == null) {
      log(report);
      return;
    }
    try {
      inItsContext(report, () -> custom.handle(loop, report));
    } catch (Throwable thrown) {
      throwOnWhatLeaves(thrown);
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

  /** The default handler. What goes wrong here must not reach the loop, unless it leaves it. */
  void log(ErrorReport report) {
    try {
      log(report.describe(), report.exception().orElse(null));
    } catch (Throwable thrown) {
      throwOnWhatLeaves(thrown);
      try {
        log("Exception in default exception handler", thrown);
      } catch (Throwable again) {
        throwOnWhatLeaves(again); // else there is nobody left to tell
      }
    }
  }

  private static void throwOnWhatLeaves(Throwable thrown) {
    if (Throwables.leavesTheLoop(thrown)) {
      throw Throwables.sneak(thrown);
    }
  }

  private static void log(String text, @Nullable Throwable exception) {
    if (exception == null) {
      LOG.log(System.Logger.Level.ERROR, text);
    } else {
      LOG.log(System.Logger.Level.ERROR, text, exception);
    }
  }
}
