// Run it: ./asyncio4j run examples/seeds/OldStyleCoroutine.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Generator-based Coroutines", @asyncio.coroutine,
// iscoroutine() and iscoroutinefunction().

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

CoroutineFunction<Integer, String> oldStyleCoroutine =
    coroutine(
        delay -> {
          sleep(delay);
          return "old style";
        });

void main() {
  run(
      () -> {
        IO.println(iscoroutinefunction(oldStyleCoroutine));

        // As in Python, calling it starts nothing ...
        var coro = oldStyleCoroutine.call(1);
        IO.println(iscoroutine(coro));

        // ... but awaiting does.
        IO.println(await(coro));
      });
}
