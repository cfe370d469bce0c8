// Run it: ./asyncio4j run examples/seeds/FutureWithRunForever.java
// Shows: "Tasks and coroutines" of Python 3.4, "Example: Future with run_forever()".

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

EventLoop loop = newEventLoop();

void slowOperation(Future<String> future) {
  sleep(1);
  future.setResult("Future is done!");
}

void gotResult(Future<String> future) {
  IO.println(future.result());
  loop.stop();
}

void main() {
  setEventLoop(loop);
  Future<String> future = loop.createFuture();
  async(coroutine(() -> slowOperation(future)));
  future.addDoneCallback(this::gotResult);
  try {
    loop.runForever();
  } finally {
    loop.close();
  }
}
