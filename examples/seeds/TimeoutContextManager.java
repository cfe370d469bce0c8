// Run it: ./asyncio4j run examples/seeds/TimeoutContextManager.java
// Shows: the changes of 2016 to "Tasks and coroutines", timeout().

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void inner(double delay) {
  try {
    sleep(delay);
    IO.println("inner(): done");
  } catch (CancelledError e) {
    IO.println("inner(): cancelled");
    throw e;
  }
}

void main() {
  run(
      () -> {
        // 1. If inner() is executed faster than in 1.5 seconds nothing happens.
        timeout(1.5, () -> inner(1));

        // 2. Otherwise inner() is cancelled internally but TimeoutError is raised outside of the
        //    context manager's scope.
        try {
          timeout(1.5, () -> inner(2));
        } catch (TimeoutException e) {
          IO.println("timeout!");
        }
      });
}
