package org.asyncio4j.testing.plain;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Calls something on a platform thread, and waits for it. */
final class OnPlatformThread {
  private OnPlatformThread() {}

  static <T extends @Nullable Object> T call(Callable<T> body) {
    if (!Thread.currentThread().isVirtual()) {
      try {
        return body.call();
      } catch (Exception thrown) {
        throw Sneaky.<RuntimeException>sneak(thrown);
      }
    }
    var task = new FutureTask<>(body);
    Thread.ofPlatform().name("asyncio4j-simulation").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // kept until the simulation has ended
        } catch (ExecutionException e) {
          Throwable cause = e.getCause();
          throw Sneaky.<RuntimeException>sneak(cause == null ? e : cause);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
