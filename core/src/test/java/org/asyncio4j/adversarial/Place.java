package org.asyncio4j.adversarial;

import static org.asyncio4j.Asyncio.createTask;

import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.asyncio4j.Action;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.LoopObserver;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/** Where a loop runs a user's code that is not a task's method. */
enum Place {
  CALL_SOON {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      loop.callSoon(body);
    }
  },
  CALL_SOON_THREADSAFE {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      Thread.ofPlatform().daemon().start(() -> loop.callSoonThreadsafe(body));
    }
  },
  TIMER {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      loop.callLater(0.001, body);
    }
  },
  DONE_CALLBACK {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      Future<String> future = loop.createFuture();
      future.addDoneCallback(_ -> body.run());
      future.setResult("done");
    }
  },
  DEPENDENT_OF_A_COMPLETABLE_FUTURE {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      Future<String> future = loop.createFuture();
      CompletableFuture<String> copy = future.toCompletableFuture();
      copy.thenRun(body);
      future.setResult("done");
    }
  },
  SIGNAL_HANDLER {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      loop.addSignalHandler(
          "USR1",
          () -> {
            loop.removeSignalHandler("USR1");
            body.run();
          });
      Signal.raise(new Signal("USR1"));
    }
  },
  EXCEPTION_HANDLER {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      loop.setExceptionHandler(
          (_, _) -> {
            loop.resetExceptionHandler();
            body.run();
          });
      loop.callSoon(Place::fail);
    }
  },
  HANDLER_OF_THE_LOG {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      loop.resetExceptionHandler();
      LOGGER.setUseParentHandlers(false);
      LOGGER.addHandler(
          new Handler() {
            @Override
            public void publish(LogRecord record) {
              LOGGER.removeHandler(this);
              loop.callSoon(() -> LOGGER.setUseParentHandlers(true)); // not for this record
              body.run();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
          });
      loop.callSoon(Place::fail);
    }
  },
  OBSERVER {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      Task<?> observed = createTask(() -> {});
      loop.addObserver(
          new LoopObserver() {
            @Override
            public void stepBegins(Task<?> task) {
              if (task == observed) {
                loop.removeObserver(this);
                body.run();
              }
            }
          });
    }
  },
  STACKLESS_STEP {
    @Override
    void arrange(EventLoop loop, Runnable body) {
      createTask(new OneStep(body));
    }
  };

  private static final Logger LOGGER = Logger.getLogger("asyncio4j");

  /** In a task: has the loop run {@code body} once in this place, and soon. */
  abstract void arrange(EventLoop loop, Runnable body);

  /**
   * In a task: has the loop run {@code body} in this place.
   *
   * @return is done when the body has ended, however
   */
  final Future<@Nullable Void> run(EventLoop loop, Action body) {
    Future<@Nullable Void> ended = loop.createFuture();
    arrange(
        loop,
        () -> {
          try {
            body.run();
            ended.setResult(null);
          } catch (Throwable failure) {
            ended.setException(failure);
          }
        });
    return ended;
  }

  private static void fail() {
    throw new IllegalStateException("so that there is something to report");
  }

  static final class OneStep extends StateMachine<@Nullable Void> {
    private final Runnable body;

    OneStep(Runnable body) {
      this.body = body;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      body.run();
      return done(null);
    }
  }
}
