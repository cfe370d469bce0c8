// Run it: ./asyncio4j run examples/seeds/SayAfterConcurrently.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Coroutines": two say_after() tasks.

import static org.asyncio4j.Asyncio.*;

String now() {
  return DateTimeFormatter.ofPattern("HH:mm:ss").format(LocalTime.now());
}

void sayAfter(double delay, String what) {
  sleep(delay);
  IO.println(what);
}

void main() {
  run(
      () -> {
        var task1 = createTask(() -> sayAfter(1, "hello"));
        var task2 = createTask(() -> sayAfter(2, "world"));

        IO.println("started at " + now());

        // Wait until both tasks are completed (should take around 2 seconds.)
        await(task1);
        await(task2);

        IO.println("finished at " + now());
      });
}
