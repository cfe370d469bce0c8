// Run it: ./asyncio4j run examples/stackless/HelloWorldEveryTwoSeconds.java (and end it by Ctrl-C)
// Shows: the seed of that name, stackless: a state machine whose only step says hello and sleeps.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

class GreetEveryTwoSeconds extends StateMachine<Void> {
  @Override
  protected Object step(int state, Object value) {
    IO.println("Hello World");
    return sleep(2, 0);
  }
}

void main() {
  var loop = newEventLoop();
  loop.runUntilComplete(coroutine(new GreetEveryTwoSeconds()));
}
