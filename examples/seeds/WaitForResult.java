// Run it: ./asyncio4j run examples/seeds/WaitForResult.java
// Shows: "Tasks and coroutines" of Python 3.4, "Task functions", wait_for(): usage.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void main() {
  run(
      () -> {
        Future<String> fut = getRunningLoop().createFuture();
        getRunningLoop().callLater(1, () -> fut.setResult("a second later"));

        var result = waitFor(fut, 60.0);
        IO.println(result);
      });
}
