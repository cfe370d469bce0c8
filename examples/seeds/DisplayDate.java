// Run it: ./asyncio4j run examples/seeds/DisplayDate.java
// Shows: "Tasks and coroutines" of Python 3.4, "Example: Coroutine displaying the current date".

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void displayDate(EventLoop loop) {
  var endTime = loop.time() + 5.0;
  while (true) {
    IO.println(LocalDateTime.now());
    if (loop.time() + 1.0 >= endTime) {
      break;
    }
    sleep(1);
  }
}

void main() {
  var loop = newEventLoop();
  // Blocking call which returns when the displayDate() coroutine is done
  loop.runUntilComplete(() -> displayDate(loop));
  loop.close();
}
