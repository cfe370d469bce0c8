// Run it: ./asyncio4j run examples/seeds/HelloThenWorld.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Coroutines": the first snippet.

import static org.asyncio4j.Asyncio.*;

void main() {
  run(
      () -> {
        IO.println("hello");
        sleep(1);
        IO.println("world");
      });
}
