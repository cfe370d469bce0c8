// Run it: ./asyncio4j run examples/seeds/WaitUsage.java
// Shows: "Tasks and coroutines" of 2013 and of Python 3.4, "Task functions", wait(), and
// "Coroutines and Tasks" of Python 3.9, "Waiting Primitives", wait(): usage, timeout, return_when.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.ReturnWhen.*;

import org.asyncio4j.*;

void fail(double delay) {
  sleep(delay);
  throw new IllegalStateException("failed");
}

void print(String what, DoneAndPending<?> sets) {
  IO.println("%s: %s done, %s pending".formatted(what, sets.done().size(), sets.pending().size()));
}

void main() {
  run(
      () -> {
        var fs =
            List.of(
                createTask(() -> sleep(1)),
                createTask(() -> sleep(2)),
                createTask(() -> fail(3)),
                createTask(() -> sleep(4)));

        print("FIRST_COMPLETED", Asyncio.wait(fs, FIRST_COMPLETED));

        // Nothing is thrown when the time is up: what is not done then is among the pending.
        print("timeout", Asyncio.wait(fs, 1.5));

        print("FIRST_EXCEPTION", Asyncio.wait(fs, FIRST_EXCEPTION));

        var sets = Asyncio.wait(fs); // done, pending = yield from asyncio.wait(fs)
        print("ALL_COMPLETED", sets);

        for (var f : sets.done()) {
          IO.println(f.exception() == null ? "succeeded" : f.exception().getMessage());
        }
      });
}
