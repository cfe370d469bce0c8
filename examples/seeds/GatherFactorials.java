// Run it: ./asyncio4j run examples/seeds/GatherFactorials.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Running Tasks Concurrently", gather().

import static org.asyncio4j.Asyncio.*;

void factorial(String name, int number) {
  var f = 1;
  for (int i = 2; i <= number; i++) {
    IO.println("Task %s: Compute factorial(%s)...".formatted(name, i));
    sleep(1);
    f *= i;
  }
  IO.println("Task %s: factorial(%s) = %s".formatted(name, number, f));
}

void main() {
  run(
      () -> {
        // Schedule three calls *concurrently*:
        await(gather(() -> factorial("A", 2), () -> factorial("B", 3), () -> factorial("C", 4)));
      });
}
