package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FutureCallbacksTest {
  private static final ContextVar<String> VARIABLE = new ContextVar<>("variable", "unset");

  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();
  private final Reports reports = Reports.of(loop);
  private final Future<String> future = loop.createFuture();
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private Consumer<Future<String>> event(String name) {
    return done -> events.add(name);
  }

  private void runIterations(int count) {
    loop.runForeverSetup();
    try {
      for (int i = 0; i < count; i++) {
        loop.stop(); // keeps the poll from waiting
        loop.runOnce();
      }
    } finally {
      loop.runForeverCleanup();
    }
  }

  @Test
  @Behaviour(53)
  void callbacksRunInOrderOfRegistrationInTheirPlaceOfTheQueue() {
    future.addDoneCallback(event("first"));
    future.addDoneCallback(event("second"));
    loop.callSoon(() -> events.add("queued before"));
    future.setResult("result");
    loop.callSoon(() -> events.add("queued after"));

    assertThat(events).isEmpty();
    runIterations(1);

    assertThat(events).containsExactly("queued before", "first", "second", "queued after");
  }

  @Test
  @Behaviour(53)
  void callbackIsGivenTheFutureWhateverItsOutcome() {
    Future<String> failed = loop.createFuture();
    Future<String> cancelled = loop.createFuture();
    for (Future<String> each : List.of(future, failed, cancelled)) {
      each.addDoneCallback(events::add);
    }
    future.setResult("result");
    failed.setException(new IllegalStateException());
    cancelled.cancel();
    failed.exception();

    runIterations(1);

    assertThat(events).containsExactly(future, failed, cancelled);
  }

  @Test
  @Behaviour(54)
  void callbackOfADoneFutureRunsInTheNextIteration() {
    future.setResult("result");
    future.addDoneCallback(event("outer"));
    future.addDoneCallback(done -> future.addDoneCallback(event("inner")));

    assertThat(events).isEmpty();
    runIterations(1);
    assertThat(events).containsExactly("outer");
    runIterations(1);

    assertThat(events).containsExactly("outer", "inner");
  }

  @Test
  @Behaviour(55)
  void failingCallbackIsReportedAndChangesNeitherTheOthersNorTheFuture() {
    var failure = new IllegalStateException("broken callback");
    future.addDoneCallback(
        done -> {
          throw failure;
        });
    future.addDoneCallback(event("second"));
    future.setResult("result");

    runIterations(1);

    assertThat(events).containsExactly("second");
    assertThat(future.result()).isEqualTo("result");
    ErrorReport report = reports.only();
    assertThat(report.message())
        .startsWith("Exception in callback " + FutureCallbacksTest.class.getName());
    assertThat(report.exception()).containsSame(failure);
    assertThat(report.handle()).isPresent();
  }

  @Test
  @Behaviour(58)
  void callbackRunsInACopyOfTheContextOfItsRegistration() throws Exception {
    var context = new Context();
    context.run(
        () -> {
          VARIABLE.set("at registration");
          future.addDoneCallback(
              done -> {
                events.add(VARIABLE.get());
                VARIABLE.set("set by the callback");
              });
          VARIABLE.set("later");
        });
    future.setResult("result");

    runIterations(1);

    assertThat(events).containsExactly("at registration");
    assertThat(context.get(VARIABLE)).isEqualTo("later");
  }

  @Test
  @Behaviour(58)
  void callbackRunsInTheContextGiven() throws Exception {
    var context = new Context();
    context.run(() -> VARIABLE.set("given"));
    Consumer<Future<String>> callback =
        done -> {
          events.add(VARIABLE.get());
          VARIABLE.set("set by the callback");
        };
    future.addDoneCallback(callback, context);
    future.setResult("result");
    future.addDoneCallback(callback, context);

    runIterations(1);

    assertThat(events).containsExactly("given", "set by the callback");
    assertThat(context.get(VARIABLE)).isEqualTo("set by the callback");
  }

  @Test
  @Behaviour(58)
  void changesOfACallbackDoNotLeakIntoTheTaskThatAwaitsTheFuture() {
    String seen =
        loop.runUntilComplete(
            () -> {
              VARIABLE.set("the task's");
              future.addDoneCallback(done -> VARIABLE.set("the callback's"));
              loop.callSoon(() -> future.setResult("result"));
              await(future);
              return VARIABLE.get();
            });

    assertThat(seen).isEqualTo("the task's");
  }

  @Test
  @Behaviour(59)
  void waitingTasksResumeInTheirPlaceAmongTheCallbacks() {
    loop.runUntilComplete(
        () -> {
          future.addDoneCallback(event("callback 1"));
          createTask(() -> events.add("task 1 got " + await(future)));
          createTask(() -> events.add("task 2 got " + await(future)));
          sleep(0);
          future.addDoneCallback(event("callback 2"));
          Task<?> last = createTask(() -> events.add("task 3 got " + await(future)));
          sleep(0);
          future.setResult("it");
          await(last);
        });

    assertThat(events)
        .containsExactly(
            "callback 1", "task 1 got it", "task 2 got it", "callback 2", "task 3 got it");
  }
}
