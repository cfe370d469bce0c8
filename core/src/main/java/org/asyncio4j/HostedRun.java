package org.asyncio4j;

import org.asyncio4j.internal.engine.Engine;
import org.jspecify.annotations.Nullable;

/** Runs something on a thread of the kind that the engine wants, while the caller waits. */
final class HostedRun {
  private @Nullable Throwable thrown;
  private boolean interrupted; // as the body has left its thread

  private HostedRun() {}

  static void run(Engine engine, Runnable body) {
    new HostedRun().runAndWait(engine, body);
  }

  private void runAndWait(Engine engine, Runnable body) {
    Thread host = engine.startHost(() -> catching(body));
    boolean interruptedHere = false;
    while (true) {
      try {
        host.join();
        break;
      } catch (InterruptedException e) {
        interruptedHere = true; // as on a loop thread itself: kept until the loop has stopped
      }
    }
    if (interrupted || interruptedHere) {
      Thread.currentThread().interrupt();
    }
    if (thrown != null) {
      throw Throwables.sneak(thrown);
    }
  }

  private void catching(Runnable body) {
    try {
      body.run();
    } catch (Throwable failure) {
      thrown = failure;
    }
    interrupted = Thread.currentThread().isInterrupted();
  }
}
