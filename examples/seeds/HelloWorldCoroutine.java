// Run it: ./asyncio4j run examples/seeds/HelloWorldCoroutine.java
// Shows: "Tasks and coroutines" of Python 3.4, "Example: Hello World coroutine".

import static org.asyncio4j.Asyncio.*;

void helloWorld() {
  IO.println("Hello World!");
}

void main() {
  var loop = newEventLoop();
  // Blocking call which returns when the helloWorld() coroutine is done
  loop.runUntilComplete(this::helloWorld);
  loop.close();
}
