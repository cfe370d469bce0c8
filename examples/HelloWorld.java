// Run it: ./asyncio4j run examples/HelloWorld.java
// Prints "hello", and a second later "world".

import static org.asyncio4j.Asyncio.*;

void main() {
  run(
      () -> {
        IO.println("hello");
        sleep(1);
        IO.println("world");
      });
}
