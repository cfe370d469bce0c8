// Run it: ./asyncio4j run examples/stackless/DisplayDate.java
// Shows: the seed of that name, stackless: a loop and a break, written as steps.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

Coroutine<Void> displayDate(EventLoop loop) {
  var endTime = loop.time() + 5.0;
  return Steps.begin()
      .loop(
          Steps.begin()
              .run(() -> IO.println(LocalDateTime.now()))
              .when(() -> loop.time() + 1.0 >= endTime, Steps.begin().breakLoop())
              .sleep(1))
      .coroutine();
}

void main() {
  var loop = newEventLoop();
  // Blocking call which returns when the displayDate() coroutine is done
  loop.runUntilComplete(displayDate(loop));
  loop.close();
}
