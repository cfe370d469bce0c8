package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** {@link Asyncio#run}. */
final class RunTest {
  private final List<String> log = new ArrayList<>();
  private final EventLoop loop = VirtualTime.newEventLoop();
  private final RunOptions options = RunOptions.DEFAULT.withLoopFactory(() -> loop);

  private void sleepForEver(String name) {
    try {
      sleep(1e9);
    } catch (CancelledError cancelled) {
      sleep(1);
      log.add(name + " cleaned up");
      throw cancelled;
    }
  }

  @Test
  void resultOfMainIsReturned() {
    assertThat(Asyncio.run(() -> "result")).isEqualTo("result");
  }

  @Test
  void whatMainThrowsIsThrownCheckedOrNot() {
    var checked = new IOException("checked");
    var unchecked = new IllegalArgumentException("unchecked");

    assertThatThrownBy(
            () ->
                Asyncio.run(
                    () -> {
                      throw checked;
                    }))
        .isSameAs(checked);
    assertThatThrownBy(
            () ->
                Asyncio.run(
                    () -> {
                      throw unchecked;
                    }))
        .isSameAs(unchecked);
  }

  @Test
  void cancellationOfMainIsThrown() {
    assertThatThrownBy(
            () ->
                Asyncio.run(
                    () -> {
                      Asyncio.currentTask().orElseThrow().cancel("enough");
                      sleep(0);
                    }))
        .isInstanceOf(CancelledError.class)
        .hasMessage("enough");
  }

  @Test
  @Behaviour(229)
  void tasksThatAreLeftAreCancelledAndAwaitedAndTheLoopIsClosed() {
    Asyncio.run(
        coroutine(
            () -> {
              createTask(() -> sleepForEver("a"));
              createTask(() -> sleepForEver("b"));
              sleep(0);
              log.add("main is done");
            }),
        options);

    assertThat(log).containsExactly("main is done", "a cleaned up", "b cleaned up");
    assertThat(loop.isClosed()).isTrue();
    assertThat(loop.time()).isEqualTo(1);
  }

  @Test
  @Behaviour(229)
  void tasksThatAreLeftAreCancelledAlsoIfMainFails() {
    var main =
        coroutine(
            () -> {
              createTask(() -> sleepForEver("a"));
              sleep(0);
              throw new IOException("main");
            });

    assertThatThrownBy(() -> Asyncio.run(main, options)).hasMessage("main");

    assertThat(log).containsExactly("a cleaned up");
    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  @Behaviour(230)
  void tasksThatFailInTheTeardownAreReported() {
    var failure = new IOException("at the end");
    var reports = TestLoops.Reports.of(loop);
    var left = new ArrayList<Task<?>>();
    Asyncio.run(
        coroutine(
            () -> {
              left.add(
                  createTask(
                      () -> {
                        try {
                          sleep(1e9);
                        } catch (CancelledError cancelled) {
                          throw failure;
                        }
                      }));
              sleep(0);
            }),
        options);

    var report = reports.only();
    assertThat(report.message()).isEqualTo("unhandled exception during Asyncio.run shutdown");
    assertThat(report.exception()).containsSame(failure);
    assertThat(report.task()).containsSame(left.getFirst());
  }

  @Test
  @Behaviour(231)
  void runInARunningLoopIsRefused() {
    VirtualTime.run(
        () -> {
          var refusals = new ArrayList<Throwable>();
          refusals.add(catchThrowable(() -> Asyncio.run(() -> "never")));
          getRunningLoop()
              .callSoon(() -> refusals.add(catchThrowable(() -> Asyncio.run(() -> "never"))));
          sleep(0);

          assertThat(refusals)
              .hasSize(2)
              .allSatisfy(
                  refusal ->
                      assertThat(refusal)
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessage(
                              "Asyncio.run cannot be called while an event loop is running"
                                  + " on this thread"));
        });
  }

  @Test
  @Behaviour(231)
  void coroutineOfARefusedRunIsTheCallersStill() {
    VirtualTime.run(
        () -> {
          var reports = TestLoops.Reports.of(getRunningLoop());
          var coroutine = coroutine(() -> "result");
          assertThatThrownBy(() -> Asyncio.run(coroutine))
              .isInstanceOf(IllegalStateException.class);

          assertThat(await(coroutine)).isEqualTo("result");
          assertThat(reports.all()).isEmpty();
        });
  }

  @Test
  @Behaviour(232)
  void anyAwaitableMayBeRun() {
    assertThat(Asyncio.run(coroutine(() -> "coroutine"))).isEqualTo("coroutine");

    var future = loop.<String>createFuture();
    loop.callLater(5, () -> future.setResult("future"));
    assertThat(Asyncio.run(future, options)).isEqualTo("future");
    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  @Behaviour(232)
  void taskMayBeRun() {
    var task = loop.createTask(() -> sleep(5, "task"));

    assertThat(Asyncio.run(task, options)).isEqualTo("task");
    assertThat(loop.time()).isEqualTo(5);
  }

  @Test
  @Behaviour(232)
  void futureOfAnotherLoopIsRefused() {
    EventLoop other = VirtualTime.newEventLoop();
    var future = other.<String>createFuture();

    assertThatThrownBy(() -> Asyncio.run(future, options))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("which is attached to a different loop");

    assertThat(loop.isClosed()).isTrue();
    other.close();
  }

  @Test
  @Behaviour(232)
  void nothingIsRefused() {
    assertThatThrownBy(() -> Asyncio.run((Awaitable<String>) null, options))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("main");
  }

  @Test
  void eachRunHasALoopOfItsOwnAndLeavesNone() {
    EventLoop first = Asyncio.run(() -> getRunningLoop());
    EventLoop second = Asyncio.run(() -> getRunningLoop());

    assertThat(first).isNotSameAs(second);
    assertThat(first.isClosed()).isTrue();
    assertThatThrownBy(Asyncio::getRunningLoop).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(Asyncio::getEventLoop)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no current event loop on this thread");
  }
}
