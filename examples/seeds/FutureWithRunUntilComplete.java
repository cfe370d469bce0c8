// Run it: ./asyncio4j run examples/seeds/FutureWithRunUntilComplete.java
// Shows: "Tasks and coroutines" of Python 3.4, "Example: Future with run_until_complete()".

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void slowOperation(Future<String> future) {
  sleep(1);
  future.setResult("Future is done!");
}

void main() {
  var loop = newEventLoop();
  setEventLoop(loop);
  Future<String> future = loop.createFuture();
  async(coroutine(() -> slowOperation(future)));
  loop.runUntilComplete(future);
  IO.println(future.result());
  loop.close();
}
