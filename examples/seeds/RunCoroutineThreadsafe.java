// Run it: ./asyncio4j run examples/seeds/RunCoroutineThreadsafe.java
// Shows: the changes of 2016 to "Tasks and coroutines", run_coroutine_threadsafe(), and "Coroutines
// and Tasks" of Python 3.9, "Scheduling From Other Threads": its first part.

import static org.asyncio4j.Asyncio.*;

void main() throws Exception {
  // The loop runs in a thread other than this one.
  var loop = newEventLoop();
  var thread = new Thread(loop::runForever);
  thread.start();

  // Create a coroutine
  var coro = coroutine(() -> sleep(1, 3));
  // Submit the coroutine to a given loop
  var future = runCoroutineThreadsafe(coro, loop);
  // Wait for the result with an optional timeout argument
  IO.println(future.get(10, TimeUnit.SECONDS) == 3);

  loop.callSoonThreadsafe(loop::stop);
  thread.join();
  loop.close();
}
