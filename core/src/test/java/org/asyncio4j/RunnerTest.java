package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class RunnerTest {
  private static final ContextVar<String> VARIABLE = new ContextVar<>("variable", "default");

  private final List<String> log = new ArrayList<>();
  private final List<EventLoop> made = new ArrayList<>();
  private final Runner runner = new Runner(RunOptions.DEFAULT.withLoopFactory(this::makeLoop));

  private EventLoop makeLoop() {
    made.add(VirtualTime.newEventLoop());
    return made.getLast();
  }

  @Test
  void allRunsShareOneLoopWhichIsMadeWhenItIsNeeded() {
    try (runner) {
      assertThat(made).isEmpty();
      EventLoop first = runner.run(() -> getRunningLoop());
      EventLoop second = runner.run(() -> getRunningLoop());

      assertThat(made).containsExactly(first);
      assertThat(second).isSameAs(first).isSameAs(runner.getLoop());
      assertThat(first.isClosed()).isFalse();
    }
    assertThat(made.getFirst().isClosed()).isTrue();
  }

  @Test
  void loopOfTheDefaultKindIsTheCurrentOneUntilItIsClosed() {
    try (var withoutFactory = new Runner()) {
      EventLoop loop = withoutFactory.getLoop();

      assertThat(Asyncio.getEventLoop()).isSameAs(loop);
    }
    assertThatThrownBy(Asyncio::getEventLoop).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void loopOfAFactoryDoesNotBecomeTheCurrentOne() {
    try (var withFactory =
        new Runner(RunOptions.DEFAULT.withLoopFactory(VirtualTime::newEventLoop))) {
      assertThat(withFactory.getLoop()).isNotNull();
      assertThatThrownBy(Asyncio::getEventLoop).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void runAfterOneThatFailedGoesOn() {
    try (runner) {
      assertThatThrownBy(
              () ->
                  runner.run(
                      () -> {
                        throw new IOException("first");
                      }))
          .hasMessage("first");

      assertThat(runner.run(() -> "second")).isEqualTo("second");
    }
  }

  @Test
  void tasksThatAreLeftGoOnInTheNextRun() {
    try (runner) {
      runner.run(
          () -> {
            createTask(
                () -> {
                  sleep(5);
                  log.add("left over");
                });
          });
      assertThat(log).isEmpty();

      runner.run(() -> sleep(10));

      assertThat(log).containsExactly("left over");
    }
  }

  @Test
  @Behaviour(229)
  void closeCancelsAndAwaitsTheTasksThatAreLeft() {
    try (runner) {
      runner.run(
          () -> {
            createTask(
                () -> {
                  try {
                    sleep(1e9);
                  } finally {
                    log.add("cancelled");
                  }
                });
            sleep(0);
          });
      assertThat(log).isEmpty();
    }
    assertThat(log).containsExactly("cancelled");
  }

  @Test
  @Behaviour(234)
  void changesOfContextVariablesAreSeenByTheNextRun() {
    try (runner) {
      runner.run(
          () -> {
            VARIABLE.set("first");
          });

      assertThat(runner.run(() -> VARIABLE.get())).isEqualTo("first");
      assertThat(VARIABLE.get()).isEqualTo("default");
    }
  }

  @Test
  @Behaviour(234)
  void contextIsCopiedWhenTheLoopIsMade() throws Exception {
    var outer = Context.copyContext();
    outer.run(
        () -> {
          VARIABLE.set("before");
          runner.getLoop();
          VARIABLE.set("after");
        });

    try (runner) {
      assertThat(runner.run(() -> VARIABLE.get())).isEqualTo("before");
    }
  }

  @Test
  @Behaviour(234)
  void runInAGivenContextLeavesTheRunnersAlone() {
    try (runner) {
      var context = new Context();
      runner.run(Asyncio.coroutine(() -> VARIABLE.set("given")), context);

      assertThat(context.get(VARIABLE)).isEqualTo("given");
      assertThat(runner.run(() -> VARIABLE.get())).isEqualTo("default");
    }
  }

  @Test
  @Behaviour(231)
  void runInARunningLoopIsRefused() {
    try (runner) {
      var refusal = runner.<Throwable>run(() -> catchThrowable(() -> runner.run(() -> "never")));

      assertThat(refusal)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Runner.run cannot be called while an event loop is running on this thread");
    }
  }

  @Test
  @Behaviour(231)
  void coroutineOfARefusedRunIsTheCallersStill() {
    runner.getLoop();
    runner.close();
    var coroutine = Asyncio.coroutine(() -> "result");

    assertThatThrownBy(() -> runner.run(coroutine))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Runner is closed");

    assertThat(Asyncio.run(coroutine)).isEqualTo("result");
  }

  @Test
  @Behaviour(232)
  void futureOfItsLoopMayBeRun() {
    try (runner) {
      var future = runner.getLoop().<String>createFuture();
      runner.getLoop().callSoon(() -> future.setResult("result"));

      assertThat(runner.run(future)).isEqualTo("result");
    }
  }

  @Test
  void secondCloseDoesNothing() {
    runner.getLoop();
    runner.close();

    runner.close();

    assertThatThrownBy(runner::getLoop)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Runner is closed");
    assertThat(made).hasSize(1);
  }

  @Test
  void closeBeforeTheFirstUseDoesNothing() {
    runner.close();

    assertThat(runner.run(() -> "result")).isEqualTo("result");
    runner.close();
    assertThat(made).hasSize(1);
  }

  @Test
  void runnerWithoutOptionsMakesALoopOfTheMachinesClock() {
    try (var plain = new Runner()) {
      assertThat(plain.run(() -> "result")).isEqualTo("result");
    }
  }
}
