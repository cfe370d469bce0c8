// Run it: ./asyncio4j run examples/seeds/CreateTaskOrEnsureFuture.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Creating Tasks", create_task().

import static org.asyncio4j.Asyncio.*;

void coro() {
  sleep(1);
  IO.println("coro(): done");
}

void main() {
  run(
      () -> {
        // In Python 3.7+
        var task = createTask(this::coro);
        await(task);

        // This works in all Python versions but is less readable
        var future = ensureFuture(coroutine(this::coro));
        await(future);
      });
}
