package org.asyncio4j.userland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.asyncio4j.Behaviour;
import org.asyncio4j.Coroutine;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Steps;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Where a suspended stackless task stands: there is no stack, but each body says where it is. */
final class StacklessStackTest {

  private static final class Waits extends StateMachine<Object> {
    private final Object request;

    Waits(Object request) {
      this.request = request;
    }

    @Override
    protected Object step(int state, Object value) {
      return state == 0 ? await(request, 7) : done(value);
    }
  }

  private static void method() {
    sleep(1);
  }

  private static List<String> stackOf(Coroutine<?> body) {
    return VirtualTime.run(
        () -> {
          Task<?> task = createTask(body);
          sleep(0);
          var methods = task.getStack().stream().map(StackTraceElement::getMethodName).toList();
          await(task);
          assertThat(task.getStack()).isEmpty();
          return methods;
        });
  }

  @Test
  @Behaviour(90)
  void stackShowsTheStateOfEachBodyOldestFirst() {
    assertThat(
            stackOf(
                Steps.begin()
                    .run(() -> {})
                    .await(() -> coroutine(new Waits(coroutine(new Waits(null)))))
                    .coroutine()))
        .containsExactly("step 2 of 2: await", "step[state=7]", "step[state=7]");
  }

  @Test
  void stackOfAMethodThatIsAwaitedIsOnTop() {
    List<String> stack = stackOf(coroutine(new Waits(coroutine(StacklessStackTest::method))));

    assertThat(stack.getFirst()).isEqualTo("step[state=7]");
    assertThat(stack.getLast()).isEqualTo("method");
  }

  @Test
  void printNamesTheClass() {
    String printed =
        VirtualTime.run(
            () -> {
              var bytes = new ByteArrayOutputStream();
              Task<Object> task =
                  createTask(coroutine(new Waits(null)), TaskOptions.named("worker"));
              sleep(0);
              task.printStack(1, new PrintStream(bytes, true, StandardCharsets.UTF_8));
              await(task);
              return bytes.toString(StandardCharsets.UTF_8);
            });

    assertThat(printed)
        .startsWith("Stack for Task['worker', pending, coro=" + Waits.class.getName() + "]")
        .contains("  at " + Waits.class.getName() + ".step[state=7](Unknown Source)");
  }
}
