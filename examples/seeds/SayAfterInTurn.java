// Run it: ./asyncio4j run examples/seeds/SayAfterInTurn.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Coroutines": awaiting say_after().

import static org.asyncio4j.Asyncio.*;

String now() {
  return DateTimeFormatter.ofPattern("HH:mm:ss").format(LocalTime.now());
}

void sayAfter(double delay, String what) {
  sleep(delay);
  IO.println(what);
}

void main() {
  run(
      () -> {
        IO.println("started at " + now());

        sayAfter(1, "hello");
        sayAfter(2, "world");

        IO.println("finished at " + now());
      });
}
