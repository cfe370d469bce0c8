package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.ensureFuture;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TaskTest {
  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(70)
  void tasksStartInOrderOfCreationOnceTheCreatorYields() {
    loop.runUntilComplete(
        () -> {
          for (int i = 0; i < 5; i++) {
            int number = i;
            createTask(() -> events.add(number));
          }
          events.add("created");
          sleep(0);
          events.add("yielded");
        });

    assertThat(events).containsExactly("created", 0, 1, 2, 3, 4, "yielded");
  }

  @Test
  @Behaviour(71)
  void taskThatReturnsIsDone() {
    Task<String> task = loop.createTask(() -> sleep(1, "result"));
    assertThat(task.done()).isFalse();
    assertThatThrownBy(task::result)
        .isInstanceOf(InvalidStateException.class)
        .hasMessage("Result is not ready: " + task);
    assertThatThrownBy(task::exception)
        .isInstanceOf(InvalidStateException.class)
        .hasMessage("Exception is not set: " + task);

    loop.runUntilComplete(task);

    assertThat(task.done()).isTrue();
    assertThat(task.cancelled()).isFalse();
    assertThat(task.result()).isEqualTo("result");
    assertThat(task.exception()).isNull();
  }

  @Test
  void taskWithoutAResultGivesNull() {
    Action body = () -> sleep(1);

    assertThat(loop.runUntilComplete(loop.createTask(body))).isNull();
  }

  @Test
  @Behaviour(72)
  void outcomeOfATaskIsNotSetFromOutside() {
    Task<String> task = loop.createTask(() -> sleep(1, "its own"));

    assertThatThrownBy(() -> task.setResult("forced"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(task + " does not support setResult");
    assertThatThrownBy(() -> task.setException(new IOException("forced")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(task + " does not support setException");

    assertThat(loop.runUntilComplete(task)).isEqualTo("its own");
  }

  @Test
  void taskKnowsItsLoopItsCoroutineAndItsContext() {
    var context = new Context();
    Coroutine<Integer> coroutine = Coroutine.of(() -> 1);

    Task<Integer> task = loop.createTask(coroutine, TaskOptions.DEFAULT.withContext(context));

    assertThat(task.getLoop()).isSameAs(loop);
    assertThat(task.getCoro()).isSameAs(coroutine);
    assertThat(task.getContext()).isSameAs(context);
    loop.runUntilComplete(task);
  }

  @Test
  @Behaviour(84)
  void ensureFutureMakesATaskOfACoroutineAndKeepsFutures() {
    loop.runUntilComplete(
        () -> {
          Future<String> ofCoroutine = ensureFuture(coroutine(() -> "result"));
          Future<String> same = ensureFuture(ofCoroutine);
          Future<String> named = Asyncio.async(ofCoroutine);

          assertThat(ofCoroutine).isInstanceOf(Task.class);
          assertThat(same).isSameAs(ofCoroutine);
          assertThat(named).isSameAs(ofCoroutine);
          assertThat(await(ofCoroutine)).isEqualTo("result");
          assertThatThrownBy(() -> ensureFuture((Awaitable<?>) null))
              .isInstanceOf(NullPointerException.class)
              .hasMessage("awaitable");
        });
  }

  @Test
  @Behaviour(84)
  void futureOfAnotherLoopIsNotGathered() {
    EventLoop other = new Polls().newLoop();
    Future<String> foreign = other.createFuture();
    loop.runUntilComplete(
        () ->
            assertThatThrownBy(() -> Asyncio.gather(loop.createFuture(), foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Future[pending] belongs to a different loop than "));
    other.close();
  }

  @Test
  @Behaviour(84)
  void coroutineIsClosedIfTheLoopRefusesItsTask() {
    loop.setTaskFactory(
        (_, coroutine, options) -> {
          throw new IllegalStateException("no more tasks");
        });
    var refused = new ArrayList<Coroutine<?>>();
    loop.callSoon(
        () -> {
          Coroutine<?> coroutine = coroutine(() -> sleep(1));
          refused.add(coroutine);
          try {
            ensureFuture(coroutine);
          } catch (IllegalStateException e) {
            events.add(e.getMessage());
          }
        });
    loop.callSoon(loop::stop);

    loop.runForever();

    assertThat(events).containsExactly("no more tasks");
    assertThat(refused.getFirst()).asString().endsWith("CLOSED]");
  }

  @Test
  @Behaviour(92)
  void resultIsNeverDescribed() {
    var result =
        new Object() {
          @Override
          public String toString() {
            events.add("described");
            return "described";
          }
        };
    Task<Object> task = loop.createTask(() -> sleep(1, (Object) result));

    Object given = loop.runUntilComplete(task);

    assertThat(given == result).isTrue();
    assertThat(task.toString()).doesNotContain("described");
    assertThat(events).isEmpty();
  }
}
