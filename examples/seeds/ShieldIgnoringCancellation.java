// Run it: ./asyncio4j run examples/seeds/ShieldIgnoringCancellation.java
// Shows: "Tasks and coroutines" of 2013 and of Python 3.4, "Task functions", shield(), and
// "Coroutines and Tasks" of Python 3.9, "Shielding From Cancellation": the try/except clause.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

String something() {
  sleep(2);
  IO.println("something(): not cancelled");
  return "something";
}

// Ignores cancellation completely, which is not recommended.
void caller() {
  String res;
  try {
    res = await(shield(this::something));
  } catch (CancelledError e) {
    res = null;
  }
  IO.println("caller(): res = " + res);
}

void main() {
  run(
      () -> {
        var task = createTask(this::caller);
        sleep(1);
        task.cancel();
        sleep(2); // at its end, run() would cancel something() too
        IO.println("main(): caller() is cancelled: " + task.cancelled());
      });
}
