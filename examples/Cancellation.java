// Run it: ./asyncio4j run examples/Cancellation.java
// A cancelled task gets a CancelledError where it waits: it cleans up and lets the error pass on.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void download(String file) {
  IO.println("opening " + file);
  try {
    sleep(60);
    IO.println("never printed");
  } catch (CancelledError e) {
    IO.println("cancelled, because " + e.reason().orElse("somebody wanted it"));
    throw e;
  } finally {
    sleep(0.1); // cleaning up may wait, too
    IO.println("closing " + file);
  }
}

void main() {
  run(
      () -> {
        var task = createTask(() -> download("movie.part"));
        sleep(1);

        task.cancel("the disk is full");
        try {
          await(task);
        } catch (CancelledError e) {
          IO.println("cancelled: " + task.cancelled());
        }
      });
}
