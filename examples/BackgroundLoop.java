// Run it: ./asyncio4j run examples/BackgroundLoop.java
// A program of plain threads has a loop in the background, and hands coroutines to it.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

/** A loop on a thread of its own, from the constructor to close. */
class BackgroundLoop implements AutoCloseable {
  private final CompletableFuture<EventLoop> started = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::work, "background-loop");

  BackgroundLoop() {
    thread.start();
  }

  private void work() {
    run(
        () -> {
          started.complete(getRunningLoop());
          await(ended);
        }); // cancels what is left, waits for it, closes the loop
  }

  <T> CompletableFuture<T> submit(Callable<T> body) {
    return runCoroutineThreadsafe(body, started.join());
  }

  @Override
  public void close() throws InterruptedException {
    ended.complete(null);
    thread.join();
  }
}

/** What lives on the loop needs no lock, whichever threads send their work there. */
class Account {
  private int balance;

  int deposit(int amount) {
    sleep(0.1); // somebody is asked
    balance += amount;
    return balance;
  }
}

void main() throws Exception {
  var account = new Account();
  try (var background = new BackgroundLoop()) {
    var tellers = new ArrayList<Thread>();
    for (int i = 0; i < 4; i++) {
      var teller =
          new Thread(
              () -> {
                for (int n = 0; n < 25; n++) {
                  background.submit(() -> account.deposit(1)).join();
                }
              });
      teller.start();
      tellers.add(teller);
    }
    for (var teller : tellers) {
      teller.join();
    }
    IO.println("balance: " + background.submit(() -> account.deposit(0)).get());

    try {
      background.submit(() -> Integer.parseInt("ten")).get();
    } catch (ExecutionException e) {
      IO.println("failed: " + e.getCause().getMessage());
    }

    var forgotten = background.submit(() -> sleep(3600, "never"));
    background.close();
    IO.println("cancelled: " + forgotten.isCancelled());
  }
}
