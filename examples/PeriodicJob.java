// Run it: ./asyncio4j run examples/PeriodicJob.java    and stop it with Ctrl-C

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

// A job once a second, until the user has had enough. Ctrl-C cancels the program: what is under way
// ends its finally blocks, which may still wait for something.

void job() {
  for (int number = 1; ; number++) {
    IO.println("report " + number);
    sleep(1);
  }
}

void main() {
  try {
    run(
        () -> {
          try {
            job();
          } finally {
            IO.println("saving the reports");
            sleep(0.1);
            IO.println("saved");
          }
        });
  } catch (KeyboardInterrupt stopped) {
    IO.println("stopped by the user");
  }
}
