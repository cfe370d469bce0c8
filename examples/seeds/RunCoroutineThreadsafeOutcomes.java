// Run it: ./asyncio4j run examples/seeds/RunCoroutineThreadsafeOutcomes.java
// Shows: the changes of 2016 to "Tasks and coroutines", run_coroutine_threadsafe(), and "Coroutines
// and Tasks" of Python 3.9, "Scheduling From Other Threads": its second part.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

String tooLong() {
  try {
    return sleep(3600, "too late");
  } catch (CancelledError e) {
    IO.println("tooLong(): cancelled");
    throw e;
  }
}

String broken() {
  throw new IllegalStateException("broken");
}

void report(CompletableFuture<String> future, long timeout) throws InterruptedException {
  try {
    var result = future.get(timeout, TimeUnit.MILLISECONDS);
    IO.println("The coroutine returned: " + result);
  } catch (TimeoutException e) {
    IO.println("The coroutine took too long, cancelling the task...");
    future.cancel(true);
  } catch (ExecutionException e) {
    IO.println("The coroutine raised an exception: " + e.getCause());
  }
}

void main() throws Exception {
  // The loop runs in a thread other than this one.
  var loop = newEventLoop();
  var thread = new Thread(loop::runForever);
  thread.start();

  report(runCoroutineThreadsafe(this::tooLong, loop), 100);
  report(runCoroutineThreadsafe(this::broken, loop), 10_000);
  report(runCoroutineThreadsafe(() -> sleep(1, "a result"), loop), 10_000);

  loop.callSoonThreadsafe(loop::stop);
  thread.join();
  loop.close();
}
