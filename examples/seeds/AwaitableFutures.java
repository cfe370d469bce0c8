// Run it: ./asyncio4j run examples/seeds/AwaitableFutures.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Awaitables": futures.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

Future<String> functionThatReturnsAFutureObject() {
  var loop = getRunningLoop();
  Future<String> future = loop.createFuture();
  loop.callLater(1, () -> future.setResult("the future's result"));
  return future;
}

String someJavaCoroutine() {
  sleep(1);
  return "the coroutine's result";
}

void main() {
  run(
      () -> {
        IO.println(await(functionThatReturnsAFutureObject()));

        // this is also valid:
        var results =
            await(gather(functionThatReturnsAFutureObject(), coroutine(this::someJavaCoroutine)));
        IO.println(results);
      });
}
