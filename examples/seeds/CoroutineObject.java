// Run it: ./asyncio4j run examples/seeds/CoroutineObject.java
// Shows: "Coroutines and Tasks" of Python 3.9, "Coroutines": a coroutine object is not scheduled.

import static org.asyncio4j.Asyncio.*;

void hello() {
  IO.println("hello");
  sleep(1);
  IO.println("world");
}

void main() {
  // Where Python calls the coroutine function, Java asks for a coroutine: a plain call of hello()
  // would be an await already.
  IO.println(coroutine(this::hello));
}
