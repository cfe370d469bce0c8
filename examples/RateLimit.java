// Run it: ./asyncio4j run examples/RateLimit.java
// Many requests at once, but only so many in a second, and only so many at the same time.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

/** Gives so many tokens a second; after a pause there may be a burst. */
class TokenBucket {
  private final double perSecond;
  private final double size;
  private double tokens;
  private double filledAt;

  // Who waits for a token holds it, so that the others queue up behind.
  private final Lock turn = new Lock();

  TokenBucket(double perSecond, double size) {
    this.perSecond = perSecond;
    this.size = size;
    this.tokens = size;
    this.filledAt = getRunningLoop().time();
  }

  void take() {
    try (var _ = turn.acquire()) {
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

class Client {
  private final TokenBucket bucket = new TokenBucket(10, 3);
  private final Semaphore places = new Semaphore(5);
  private int atOnce;
  private int mostAtOnce;

  void get(double seconds) {
    bucket.take();
    try (var _ = places.acquire()) {
      atOnce++;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      try {
        sleep(seconds); // the request
      } finally {
        atOnce--;
      }
    }
  }

  void getMany(int requests, double seconds) {
    mostAtOnce = 0;
    double start = getRunningLoop().time();
    TaskGroup.run(
        group -> {
          for (int i = 0; i < requests; i++) {
            group.createTask(() -> get(seconds));
          }
        });
    IO.println(
        String.format(Locale.ROOT, "%s requests of %.2f s took %.2f s, at most %s at once", requests, seconds, getRunningLoop().time() - start, mostAtOnce));
  }
}

void main() {
  run(
      () -> {
        var client = new Client();
        client.getMany(20, 0.15); // the bucket limits these
        client.getMany(20, 2); // the places limit these
      });
}
