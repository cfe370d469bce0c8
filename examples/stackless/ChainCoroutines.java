// Run it: ./asyncio4j run examples/stackless/ChainCoroutines.java
// Shows: the seed of that name, stackless: one coroutine waits for another, yield from.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

Coroutine<Integer> compute(int x, int y) {
  return Steps.begin()
      .run(() -> IO.println("Compute %s + %s ...".formatted(x, y)))
      .sleep(1.0)
      .then(() -> x + y)
      .coroutine();
}

Coroutine<Integer> printSum(int x, int y) {
  return Steps.begin()
      .await(() -> compute(x, y))
      .accept(result -> IO.println("%s + %s = %s".formatted(x, y, result)))
      .coroutine();
}

void main() {
  var loop = newEventLoop();
  loop.runUntilComplete(printSum(1, 2));
  loop.close();
}
