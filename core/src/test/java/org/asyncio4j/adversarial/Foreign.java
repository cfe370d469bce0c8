package org.asyncio4j.adversarial;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.asyncio4j.Action;

/** Threads that are no part of a loop. They are daemons: one that hangs keeps nothing alive. */
final class Foreign implements AutoCloseable {
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  /** Starts a platform thread. */
  Thread start(Action body) {
    return start(Thread.ofPlatform().daemon().name("foreign"), body);
  }

  /** Starts a virtual thread, of the JDK's own scheduler. */
  Thread startVirtual(Action body) {
    return start(Thread.ofVirtual().name("foreign"), body);
  }

  private Thread start(Thread.Builder builder, Action body) {
    Thread thread =
        builder.start(
            () -> {
              try {
                body.run();
              } catch (Throwable failure) {
                failures.add(failure);
              }
            });
    threads.add(thread);
    return thread;
  }

  /** Waits for all of them; fails if one has failed. */
  @Override
  public void close() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    for (Throwable failure : failures) {
      throw new AssertionError("a foreign thread has failed", failure);
    }
  }

  /** Waits until a thread has blocked, or has ended. */
  static void awaitBlocked(Thread thread) throws InterruptedException {
    while (true) {
      switch (thread.getState()) {
        case BLOCKED, WAITING, TIMED_WAITING, TERMINATED -> {
          return;
        }
        default -> Thread.sleep(1);
      }
    }
  }
}
