// Run it: ./asyncio4j run examples/TaskGroups.java
// Tasks that do not outlive their block: it waits for all, and the first failure cancels the rest.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

int price(String what, double seconds) {
  try {
    sleep(seconds);
  } catch (CancelledError e) {
    IO.println("asking for " + what + " was cancelled");
    throw e;
  }
  if (what.equals("unicorns")) {
    throw new IllegalArgumentException("nobody sells " + what);
  }
  return what.length();
}

void main() {
  run(
      () -> {
        int sum =
            TaskGroup.call(
                group -> {
                  var apples = group.createTask(() -> price("apples", 0.2));
                  var pears = group.createTask(() -> price("pears", 0.1));
                  return await(apples) + await(pears);
                });
        IO.println("apples and pears are " + sum);

        try {
          TaskGroup.run(
              group -> {
                group.createTask(() -> price("apples", 0.2));
                group.createTask(() -> price("unicorns", 0.1));
              });
        } catch (ExceptionGroup e) {
          e.exceptions().forEach(failure -> IO.println(failure.getMessage()));
        }
      });
}
