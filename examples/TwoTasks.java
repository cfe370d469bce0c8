// Run it: ./asyncio4j run examples/TwoTasks.java
// Two tasks at once take as long as the slower one: two seconds in all, not three.

import static org.asyncio4j.Asyncio.*;

void sayAfter(double seconds, String what) {
  sleep(seconds); // suspends this task, never the loop
  IO.println(what);
}

void main() {
  run(
      () -> {
        var hello = createTask(() -> sayAfter(1, "hello"));
        var world = createTask(() -> sayAfter(2, "world"));
        await(hello);
        await(world);
      });
}
