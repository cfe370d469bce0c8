// Run it: ./asyncio4j run examples/seeds/ShieldFromCancellation.java
// Shows: "Tasks and coroutines" of 2013 and of Python 3.4, "Task functions", shield(), and
// "Coroutines and Tasks" of Python 3.9, "Shielding From Cancellation": the statement itself.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

String something() {
  sleep(2);
  IO.println("something(): not cancelled");
  return "something";
}

void caller() {
  try {
    var res = await(shield(this::something));
    IO.println("caller(): got " + res);
  } catch (CancelledError e) {
    // Though something() is not cancelled, its caller is.
    IO.println("caller(): cancelled");
    throw e;
  }
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
