// Run it: ./asyncio4j run examples/seeds/CoroInDone.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Waiting Primitives", wait(): the pitfall of
// "coro in done".

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

int foo() {
  return 42;
}

void main() {
  run(
      () -> {
        // In Python, wait({coro}) makes a task of the coroutine and returns the task. In Java
        // Asyncio.wait(Set.of(coro)) does not compile, so this makes the task by itself.
        var coro = coroutine(this::foo);
        var done = Asyncio.wait(Set.of(ensureFuture(coro))).done();

        if (done.contains(coro)) {
          IO.println("This branch will never be run!");
        }

        // Here is how the above snippet can be fixed:
        var task = createTask(this::foo);
        var doneTasks = Asyncio.wait(Set.of(task)).done();

        if (doneTasks.contains(task)) {
          IO.println("Everything will work as expected now.");
        }
      });
}
