// Run it: ./asyncio4j run examples/seeds/AsyncOf2013.java
// Shows: "Tasks and coroutines" of 2013 and of Python 3.4, "Task functions", async().

import static org.asyncio4j.Asyncio.*;

int answer() {
  sleep(1);
  return 42;
}

void main() {
  run(
      () -> {
        // A coroutine is wrapped in a future ...
        var future = async(coroutine(this::answer));

        // ... and a future is returned directly.
        IO.println(async(future) == future);

        IO.println(await(future));
      });
}
