// Run it: ./asyncio4j run examples/RateLimit.java
// Many requests at once, but no more than so many at the same time, and so many in a second.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

/** A bucket of tokens that fills up again: after a pause there may be a burst, no more. */
class TokenBucket {
  private final double perSecond;
  private final double size;
  private double tokens;
  private double filledAt;

  // Whoever waits for a token holds the lock: the next one stands behind.
  private final Lock lock = new Lock();

  TokenBucket(double perSecond, double size) {
    this.perSecond = perSecond;
    this.size = size;
    this.tokens = size;
    this.filledAt = getRunningLoop().time();
  }

  void take() {
    try (var _ = lock.acquire()) {
      fill();
      if (tokens < 1) {
        sleep((1 - tokens) / perSecond);
        fill();
      }
      tokens--;
    }
  }

  private void fill() {
    double now = getRunningLoop().time();
    tokens = Math.min(size, tokens + (now - filledAt) * perSecond);
    filledAt = now;
  }
}

class Server {
  int requests;
  int atOnce;
  int mostAtOnce;

  String get(int page) {
    requests++;
    atOnce++;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    try {
      sleep(page % 10 == 0 ? 2 : 0.2);
      return "page " + page;
    } finally {
      atOnce--;
    }
  }
}

String fetch(int page, Server server, Semaphore places, TokenBucket bucket) {
  try (var _ = places.acquire()) {
    bucket.take();
    return server.get(page);
  }
}

void main() {
  run(
      () -> {
        var server = new Server();
        var places = new Semaphore(5);
        var bucket = new TokenBucket(10, 3);

        var fetches = new ArrayList<Task<String>>();
        for (int i = 0; i < 40; i++) {
          int page = i;
          fetches.add(createTask(() -> fetch(page, server, places, bucket)));
        }
        for (int second = 1; second <= 5; second++) {
          sleep(1);
          IO.println("after %d s: %d requests".formatted(second, server.requests));
        }

        var pages = await(gather(fetches));
        IO.println(pages.getFirst() + " to " + pages.getLast());
        IO.println("at most %d at once".formatted(server.mostAtOnce));
      });
}
