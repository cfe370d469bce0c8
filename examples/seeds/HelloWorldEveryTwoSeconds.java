// Run it: ./asyncio4j run examples/seeds/HelloWorldEveryTwoSeconds.java (and end it by Ctrl-C)
// Shows: "Tasks and coroutines" of 2013, "Example: Hello World (coroutine)".

import static org.asyncio4j.Asyncio.*;

void greetEveryTwoSeconds() {
  while (true) {
    IO.println("Hello World");
    sleep(2);
  }
}

void main() {
  var loop = newEventLoop();
  loop.runUntilComplete(this::greetEveryTwoSeconds);
}
