// Run it: ./asyncio4j run examples/seeds/ChainCoroutines.java
// Shows: "Tasks and coroutines" of Python 3.4, "Example: Chain coroutines".

import static org.asyncio4j.Asyncio.*;

int compute(int x, int y) {
  IO.println("Compute %s + %s ...".formatted(x, y));
  sleep(1.0);
  return x + y;
}

void printSum(int x, int y) {
  var result = compute(x, y);
  IO.println("%s + %s = %s".formatted(x, y, result));
}

void main() {
  var loop = newEventLoop();
  loop.runUntilComplete(() -> printSum(1, 2));
  loop.close();
}
