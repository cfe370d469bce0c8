// Run it: ./asyncio4j run examples/seeds/NestedCoroutine.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Awaitables": coroutines.

import static org.asyncio4j.Asyncio.*;

int nested() {
  return 42;
}

void main() {
  run(
      () -> {
        // Nothing happens if we just make a coroutine of nested(). A coroutine object is created
        // but not awaited, so it *won't run at all*. The loop reports it.
        coroutine(this::nested);

        // Let's do it differently now and await it:
        IO.println(await(coroutine(this::nested))); // will print "42".

        // The same, as Java programs write it: inside a task, a call is an await.
        IO.println(nested());
      });
}
