// Run it: ./asyncio4j run examples/BackgroundLoop.java
// A program of plain threads has a loop in the background, and hands coroutines to it.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

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

  try (var background = LoopThread.start()) {
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
