// Run it: ./asyncio4j run examples/seeds/WaitForEternity.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Timeouts", wait_for().

import static org.asyncio4j.Asyncio.*;

void eternity() {
  // Sleep for one hour
  sleep(3600);
  IO.println("yay!");
}

void main() {
  run(
      () -> {
        // Wait for at most 1 second
        try {
          waitFor(this::eternity, 1.0);
        } catch (TimeoutException e) {
          IO.println("timeout!");
        }
      });
}
