// Run it: ./asyncio4j run examples/seeds/PrintStack.java
// Shows: "Tasks and coroutines" of 2013 and of Python 3.4, "Task", get_stack(), print_stack(), and
// "Coroutines and Tasks" of Python 3.9, "Task Object". All frames are shown, not only one.

import static org.asyncio4j.Asyncio.*;

void inner() {
  sleep(1);
  throw new IllegalStateException("inner() failed");
}

void outer() {
  inner();
}

void main() {
  run(
      () -> {
        var task = createTask(this::outer);
        IO.println("not started: " + task.getStack());

        sleep(0);
        IO.println("suspended: " + task.getStack(2));
        task.printStack();

        sleep(2);
        task.printStack();

        var succeeded = createTask(() -> sleep(1));
        await(succeeded);
        IO.println("succeeded: " + succeeded.getStack());
      });
}
