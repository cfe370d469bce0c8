// Run it: ./asyncio4j run examples/seeds/RunningAProgram.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Running an asyncio Program", run().

import static org.asyncio4j.Asyncio.*;

void main() {
  run(
      () -> {
        sleep(1);
        IO.println("hello");
      });
}
