// Run it: ./asyncio4j run examples/seeds/NestedTask.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Awaitables": tasks.

import static org.asyncio4j.Asyncio.*;

int nested() {
  return 42;
}

void main() {
  run(
      () -> {
        // Schedule nested() to run soon concurrently with "main()".
        var task = createTask(this::nested);

        // "task" can now be used to cancel "nested()", or can simply be awaited to wait until it
        // is complete:
        IO.println(await(task));
      });
}
