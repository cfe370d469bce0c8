package org.asyncio4j.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Context;
import org.asyncio4j.Coroutine;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.Runner;
import org.asyncio4j.SystemExit;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * The loop that lives as long as the REPL. It has the main thread; another thread reads what the
 * user types, hands it in here, and waits. So what goes on in the background goes on while the user
 * is typing.
 */
final class ReplLoop {
  private static final Executor IN_A_MOMENT =
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS, Runnable::run);
  private static final int INTERRUPTED_STATUS = 130;

  /*
   *   RUNNING --stop, or a SystemExit--> CLOSING --all tasks have ended--> CLOSED
   */
  private enum State {
    RUNNING,
    CLOSING,
    CLOSED
  }

  private final Runner runner = new Runner();
  private final EventLoop loop = runner.getLoop();
  // One for all snippets: what one of them sets is set for the next.
  private final Context context = Context.copyContext();

  // Written by the loop's thread, read by all.
  private volatile State state = State.RUNNING;
  private volatile boolean interrupted;

  // Loop thread.
  private @Nullable Task<?> pending;

  /** How a snippet has ended: with a value, or with what it threw. */
  private record Ended(String value, @Nullable Throwable thrown) {}

  /** Runs until {@link #stop} or until a task exits; {@return the exit status} */
  int run() {
    int status = goRound();
    state = State.CLOSING;
    try {
      runner.close();
    } catch (KeyboardInterrupt | SystemExit thrown) {
      status = thrown instanceof SystemExit exit ? exit.status() : INTERRUPTED_STATUS;
    }
    state = State.CLOSED;
    return status;
  }

  private int goRound() {
    while (true) {
      try {
        loop.runForever();
        return Main.DONE;
      } catch (KeyboardInterrupt ended) {
        interrupted = true; // it has ended a task, but not the REPL
      } catch (SystemExit exit) {
        if (pending != null && pending.done()) {
          pending.exception(); // known here, and news to nobody
        }
        return exit.status();
      }
    }
  }

  /** Any thread: has {@link #run} cancel and await what is left, and return. */
  void stop() {
    try {
      loop.callSoonThreadsafe(loop::stop);
    } catch (IllegalStateException closed) {
      // It has stopped by itself.
    }
  }

  /** {@return whether this has come to its end, so that nothing more shall be read or told} */
  boolean ends() {
    return state != State.RUNNING;
  }

  /** A snippet is about to be evaluated: what was interrupted before is past. */
  void forgetInterrupt() {
    interrupted = false;
  }

  /** {@return whether the last snippet was interrupted} */
  boolean interrupted() {
    return interrupted;
  }

  /**
   * Runs a snippet as a task, and waits for it on a thread that is not the loop's.
   *
   * @throws Throwable what the snippet throws
   */
  String call(Callable<String> snippet) throws Throwable {
    var ended = new CompletableFuture<Ended>();
    loop.callSoonThreadsafe(() -> start(snippet, ended));
    Ended outcome = ended.get();
    if (outcome.thrown() != null) {
      throw outcome.thrown();
    }
    return outcome.value();
  }

  private void start(Callable<String> snippet, CompletableFuture<Ended> ended) {
    var thrown = new AtomicReference<Throwable>();
    Coroutine<String> body =
        Asyncio.coroutine(
            () -> {
              try {
                return snippet.call();
              } catch (Throwable failure) {
                thrown.set(failure);
                throw failure;
              }
            });
    Task<String> task = loop.createTask(body, TaskOptions.DEFAULT.withContext(context));
    pending = task;
    task.addDoneCallback(
        done -> {
          pending = null;
          ended.complete(outcome(done, Optional.ofNullable(thrown.get())));
        });
  }

  private static Ended outcome(Future<String> done, Optional<Throwable> thrown) {
    if (done.cancelled()) {
      return new Ended("", thrown.orElseGet(CancelledError::new));
    }
    Throwable failure = done.exception();
    return failure == null ? new Ended(done.result(), null) : new Ended("", failure);
  }

  /**
   * Any thread: the user has pressed Ctrl-C. Cancels the snippet that runs. A loop that does not
   * get round to that is in a snippet's code that never awaits, which is interrupted.
   */
  void interrupt() {
    if (ends()) {
      Runtime.getRuntime().halt(INTERRUPTED_STATUS); // the clean-up hangs
    }
    var request = new Request();
    try {
      loop.callSoonThreadsafe(request::arrives);
      IN_A_MOMENT.execute(request::isLate);
    } catch (IllegalStateException closed) {
      // It ends anyway.
    }
  }

  private final class Request {
    private boolean arrived;

    synchronized void isLate() {
      if (!arrived) {
        InterruptChecks.request();
      }
    }

    private synchronized void noteArrival() {
      arrived = true;
      InterruptChecks.withdraw();
    }

    void arrives() {
      noteArrival();
      if (pending != null) {
        interrupted = true;
        pending.cancel();
      }
    }
  }
}
