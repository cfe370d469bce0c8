// Run it: ./asyncio4j run examples/seeds/ParallelExecutionOfTasks.java
// Shows: "Tasks and coroutines" of Python 3.4, "Example: Parallel execution of tasks".

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void factorial(String name, int number) {
  var f = 1;
  for (int i = 2; i <= number; i++) {
    IO.println("Task %s: Compute factorial(%s)...".formatted(name, i));
    sleep(1);
    f *= i;
  }
  IO.println("Task %s: factorial(%s) = %s".formatted(name, number, f));
}

void main() {
  var loop = newEventLoop();
  setEventLoop(loop);
  var tasks =
      List.of(
          async(coroutine(() -> factorial("A", 2))),
          async(coroutine(() -> factorial("B", 3))),
          async(coroutine(() -> factorial("C", 4))));
  loop.runUntilComplete(() -> Asyncio.wait(tasks));
  loop.close();
}
