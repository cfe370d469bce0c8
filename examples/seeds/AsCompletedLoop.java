// Run it: ./asyncio4j run examples/seeds/AsCompletedLoop.java
// Shows: "Tasks and coroutines" of 2013 and of Python 3.4, "Task functions", as_completed(), and
// "Coroutines and Tasks" of Python 3.9, "Waiting Primitives", as_completed().

import static org.asyncio4j.Asyncio.*;

String broken() {
  sleep(2);
  throw new IllegalStateException("the second one is broken");
}

void main() {
  run(
      () -> {
        var fs =
            List.of(
                coroutine(() -> sleep(3, "third")),
                coroutine(this::broken),
                coroutine(() -> sleep(1, "first")));

        for (var f : asCompleted(fs)) {
          try {
            var result = await(f); // may raise
            IO.println(result);
          } catch (IllegalStateException e) {
            IO.println(e.getMessage());
          }
        }
      });
}
