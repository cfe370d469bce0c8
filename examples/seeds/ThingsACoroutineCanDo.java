// Run it: ./asyncio4j run examples/seeds/ThingsACoroutineCanDo.java
// Shows: "Tasks and coroutines" of 2013 and of Python 3.4, "Things a coroutine can do".

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

// result = yield from future
void awaitFuture(Future<String> future) {
  var result = await(future);
  IO.println(result);
}

// return expression
int produceResult() {
  return 42;
}

// raise exception
int raiseException() {
  throw new IllegalStateException("raised in the coroutine");
}

// result = yield from coroutine: a call of another coroutine awaits it
void awaitCoroutines() {
  var result = produceResult();
  IO.println(result);
  try {
    raiseException();
  } catch (IllegalStateException e) {
    IO.println(e.getMessage());
  }
}

void main() {
  run(
      () -> {
        Future<String> future = getRunningLoop().createFuture();
        getRunningLoop().callLater(1, () -> future.setResult("the future's result"));
        awaitFuture(future);

        awaitCoroutines();

        // Calling a coroutine makes it part of this task. To have it run beside, make it a task.
        var task = createTask(this::awaitCoroutines);
        await(task);

        // A future that is cancelled raises CancelledError.
        Future<String> cancelled = getRunningLoop().createFuture();
        getRunningLoop().callLater(1, cancelled::cancel);
        try {
          awaitFuture(cancelled);
        } catch (CancelledError e) {
          IO.println("the future was cancelled");
        }
      });
}
