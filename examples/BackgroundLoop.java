// Run it: ./asyncio4j run examples/BackgroundLoop.java
// A program of plain threads has a loop in the background, and hands coroutines to it.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

/** A loop that runs on a thread of its own, until it is closed. */
class BackgroundLoop implements AutoCloseable {
  private final EventLoop loop = newEventLoop();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final CompletableFuture<Void> ended =
      CompletableFuture.runAsync(this::work, work -> new Thread(work, "background loop").start());

  private void work() {
    // At its end, run cancels and awaits what is left, and closes the loop.
    run(() -> await(stop), RunOptions.DEFAULT.withLoopFactory(() -> loop));
  }

  <T> CompletableFuture<T> submit(Callable<T> body) {
    return runCoroutineThreadsafe(body, loop);
  }

  @Override
  public void close() {
    stop.complete(null);
    ended.join();
  }
}

/** What lives on a loop needs no lock, however many threads send their work there. */
class Account {
  private int balance;

  int deposit(int amount) {
    sleep(0.1); // somebody is asked
    balance += amount;
    return balance;
  }
}

void main() throws InterruptedException {
  var account = new Account();
  CompletableFuture<String> forgotten;

  try (var background = new BackgroundLoop()) {
    Runnable teller =
        () -> {
          for (int i = 0; i < 25; i++) {
            background.submit(() -> account.deposit(1)).join();
          }
        };
    var tellers = Stream.generate(() -> new Thread(teller)).limit(4).toList();
    tellers.forEach(Thread::start);
    for (var thread : tellers) {
      thread.join();
    }
    IO.println("balance: " + background.submit(() -> account.deposit(0)).join());

    try {
      background.submit(() -> Integer.parseInt("ten")).get();
    } catch (ExecutionException e) {
      IO.println("failed: " + e.getCause().getMessage());
    }

    forgotten = background.submit(() -> sleep(3600, "never"));
  }
  IO.println("cancelled: " + forgotten.isCancelled());
}
