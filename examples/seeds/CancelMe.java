// Run it: ./asyncio4j run examples/seeds/CancelMe.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Task Object", cancel().

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void cancelMe() {
  IO.println("cancelMe(): before sleep");

  try {
    // Wait for 1 hour
    sleep(3600);
  } catch (CancelledError e) {
    IO.println("cancelMe(): cancel sleep");
    throw e;
  } finally {
    IO.println("cancelMe(): after sleep");
  }
}

void main() {
  run(
      () -> {
        // Create a "cancelMe" Task
        var task = createTask(this::cancelMe);

        // Wait for 1 second
        sleep(1);

        task.cancel();
        try {
          await(task);
        } catch (CancelledError e) {
          IO.println("main(): cancelMe is cancelled now");
        }
      });
}
