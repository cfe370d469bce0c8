// Run it: ./asyncio4j run examples/seeds/DisplayDateWithRun.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Sleeping", sleep().

import static org.asyncio4j.Asyncio.*;

void displayDate() {
  var loop = getRunningLoop();
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
  run(this::displayDate);
}
