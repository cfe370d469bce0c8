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

/** Taking callbacks back. */
final class FutureCallbackRemovalTest {
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
  @Behaviour(56)
  void removingTakesEveryEqualRegistrationAndCountsThem() {
    Consumer<Future<String>> twice = event("twice");
    Consumer<Future<String>> once = event("once");
    future.addDoneCallback(twice);
    future.addDoneCallback(once);
    future.addDoneCallback(twice);

    assertThat(future.removeDoneCallback(twice)).isEqualTo(2);
    assertThat(future.removeDoneCallback(twice)).isZero();
    assertThat(future.removeDoneCallback(event("never registered"))).isZero();
    future.setResult("result");
    runIterations(1);

    assertThat(events).containsExactly("once");
  }

  @Test
  @Behaviour(56)
  void removingTheOnlyRegistration() {
    Consumer<Future<String>> only = event("only");
    assertThat(future.removeDoneCallback(only)).isZero();
    future.addDoneCallback(only);
    assertThat(future.removeDoneCallback(event("another"))).isZero();

    assertThat(future.removeDoneCallback(only)).isEqualTo(1);
    future.setResult("result");
    runIterations(1);

    assertThat(events).isEmpty();
  }

  @Test
  @Behaviour(56)
  void removingFromADoneFutureFindsNothingAndStopsNothing() {
    Consumer<Future<String>> callback = event("callback");
    future.addDoneCallback(callback);
    future.setResult("result");

    assertThat(future.removeDoneCallback(callback)).isZero();
    runIterations(1);

    assertThat(events).containsExactly("callback");
  }

  @Test
  @Behaviour(56)
  void removingNeverTakesAWaitingTask() {
    loop.runUntilComplete(
        () -> {
          Task<String> waiter = createTask(() -> await(future));
          Consumer<Future<String>> callback = event("callback");
          sleep(0);
          future.addDoneCallback(callback);
          assertThat(future.removeDoneCallback(callback)).isEqualTo(1);
          future.setResult("result");

          assertThat(await(waiter)).isEqualTo("result");
        });
  }

  /** Equal to everything; being compared has a side effect. */
  private record Meddler(Runnable sideEffect) implements Consumer<Future<String>> {
    @Override
    public void accept(Future<String> done) {}

    @Override
    public boolean equals(Object other) {
      sideEffect.run();
      return true;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  @Test
  @Behaviour(57)
  void equalityMayAddACallbackWhileSeveralAreCompared() {
    future.addDoneCallback(new Meddler(() -> future.addDoneCallback(event("added"))));
    future.addDoneCallback(event("kept"));

    assertThat(future.removeDoneCallback(event("looked for"))).isEqualTo(1);
    future.setResult("result");
    runIterations(1);

    assertThat(events).containsExactly("kept", "added");
  }

  @Test
  @Behaviour(57)
  void equalityMayAddACallbackWhileTheOnlyOneIsCompared() {
    future.addDoneCallback(new Meddler(() -> future.addDoneCallback(event("added"))));

    assertThat(future.removeDoneCallback(event("looked for"))).isEqualTo(1);
    future.setResult("result");
    runIterations(1);

    assertThat(events).containsExactly("added");
  }

  @Test
  @Behaviour(57)
  void equalityMayRemoveCallbacks() {
    Consumer<Future<String>> victim = event("victim");
    future.addDoneCallback(
        new Meddler(
            () -> {
              if (events.isEmpty()) {
                events.add("meddled");
                future.removeDoneCallback(victim);
              }
            }));
    future.addDoneCallback(victim);
    future.addDoneCallback(event("kept"));

    future.removeDoneCallback(event("looked for"));
    future.setResult("result");
    runIterations(1);

    assertThat(events).containsExactly("meddled", "kept");
  }

  @Test
  @Behaviour(57)
  void equalityMayMakeTheFutureDone() {
    future.addDoneCallback(
        new Meddler(
            () -> {
              if (!future.done()) {
                future.setException(new IllegalStateException("retrieved"));
              }
            }));

    future.removeDoneCallback(event("looked for"));
    assertThat(future.exception()).hasMessage("retrieved");
    loop.close();

    assertThat(reports.all()).isEmpty();
  }
}
