// Run it: ./asyncio4j run examples/seeds/DoneCallback.java
// Shows: "Tasks and coroutines" of Python 3.4, "Future", add_done_callback() with parameters.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void main() {
  run(
      () -> {
        Future<String> fut = getRunningLoop().createFuture();

        // fut.add_done_callback(functools.partial(print, "Future:", flush=True))
        fut.addDoneCallback(future -> IO.println("Future: " + future));

        fut.setResult("done");
        IO.println("Never called at once, always by the loop.");
        sleep(0);
      });
}
