// Run it: ./asyncio4j run examples/Timeouts.java
// Three ways to limit the time that something may take.

import static org.asyncio4j.Asyncio.*;

String fetch(double seconds) {
  sleep(seconds);
  return "fetched in %s s".formatted(seconds);
}

void main() {
  run(
      () -> {
        // One call.
        IO.println(waitFor(() -> fetch(0.1), 1));

        // A block, with a result or without.
        try {
          timeout(
              0.5,
              () -> {
                IO.println(fetch(0.2));
                IO.println(fetch(0.4)); // 0.6 seconds in all
              });
        } catch (TimeoutException e) {
          IO.println("too slow, cancelled");
        }

        // A limit that moves: what makes progress gets more time.
        var loop = getRunningLoop();
        timeout(0.3)
            .run(
                limit -> {
                  for (int i = 1; i <= 3; i++) {
                    IO.println(fetch(0.2));
                    limit.reschedule(loop.time() + 0.3);
                  }
                });
      });
}
