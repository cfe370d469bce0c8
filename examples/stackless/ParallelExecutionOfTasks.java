// Run it: ./asyncio4j run examples/stackless/ParallelExecutionOfTasks.java
// Shows: the seed of that name, stackless: a state machine, the leanest form of a coroutine.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

class Factorial extends StateMachine<Void> {
  static final int COMPUTE = 0;
  static final int MULTIPLY = 1;

  final String name;
  final int number;
  int f = 1;
  int i = 2;

  Factorial(String name, int number) {
    this.name = name;
    this.number = number;
  }

  @Override
  protected Object step(int state, Object value) {
    if (state == MULTIPLY) {
      f *= i++;
    }
    if (i > number) {
      IO.println("Task %s: factorial(%s) = %s".formatted(name, number, f));
      return done(null);
    }
    IO.println("Task %s: Compute factorial(%s)...".formatted(name, i));
    return sleep(1, MULTIPLY);
  }
}

void main() {
  var loop = newEventLoop();
  setEventLoop(loop);
  var tasks =
      List.of(
          async(coroutine(new Factorial("A", 2))),
          async(coroutine(new Factorial("B", 3))),
          async(coroutine(new Factorial("C", 4))));
  loop.runUntilComplete(() -> Asyncio.wait(tasks));
  loop.close();
}
