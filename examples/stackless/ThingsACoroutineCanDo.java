// Run it: ./asyncio4j run examples/stackless/ThingsACoroutineCanDo.java
// Shows: the seed of that name, stackless: wait for futures and coroutines, return, raise, catch.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

// result = yield from future
Coroutine<String> awaitFuture(Future<String> future) {
  return Steps.begin().await(() -> future).accept(IO::println).coroutine();
}

// return expression
Coroutine<Integer> produceResult() {
  return Steps.begin().then(() -> 42).coroutine();
}

// raise exception
Coroutine<Integer> raiseException() {
  return Steps.begin()
      .<Integer>then(
          () -> {
            throw new IllegalStateException("raised in the coroutine");
          })
      .coroutine();
}

// result = yield from coroutine
Coroutine<Integer> awaitCoroutines() {
  return Steps.begin()
      .await(this::produceResult)
      .accept(IO::println)
      .tryCatch(
          Steps.begin().await(this::raiseException),
          IllegalStateException.class,
          e -> Steps.begin().run(() -> IO.println(e.getMessage())).then(() -> -1))
      .coroutine();
}

void main() {
  run(
      () -> {
        // An ordinary task awaits stackless coroutines as any others ...
        Future<String> future = getRunningLoop().createFuture();
        getRunningLoop().callLater(1, () -> future.setResult("the future's result"));
        await(awaitFuture(future));
        await(awaitCoroutines());

        // ... and they can have a task of their own.
        var task = createTask(awaitCoroutines());
        await(task);

        // A future that is cancelled raises CancelledError.
        Future<String> cancelled = getRunningLoop().createFuture();
        getRunningLoop().callLater(1, cancelled::cancel);
        try {
          await(awaitFuture(cancelled));
        } catch (CancelledError e) {
          IO.println("the future was cancelled");
        }
      });
}
