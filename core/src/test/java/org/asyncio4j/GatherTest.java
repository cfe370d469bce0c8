package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** What gather gives and throws; see also GatherCancelTest, OutcomeTest. */
final class GatherTest {
  private final List<String> trace = new ArrayList<>();

  private static Task<String> failAfter(double seconds, Exception failure) {
    return createTask(
        () -> {
          sleep(seconds);
          throw failure;
        });
  }

  @Test
  @Behaviour(144)
  void resultsComeInTheOrderOfTheArguments() {
    VirtualTime.run(
        () -> {
          Task<String> slow = createTask(() -> sleep(3, "slow"));
          Task<String> quick = createTask(() -> sleep(1, "quick"));
          Task<String> middling = createTask(() -> sleep(2, "middling"));

          assertThat(await(gather(slow, quick, middling)))
              .containsExactly("slow", "quick", "middling");
          assertThat(getRunningLoop().time()).isEqualTo(3);
        });
  }

  @Test
  @Behaviour(144)
  void equalArgumentsShareOneChild() {
    VirtualTime.run(
        () -> {
          Coroutine<String> coroutine =
              coroutine(
                  () -> {
                    trace.add("ran");
                    return "result";
                  });
          Task<String> task = createTask(() -> sleep(1, "task"));

          assertThat(await(gather(List.of(coroutine, task, coroutine, task))))
              .containsExactly("result", "task", "result", "task");
          assertThat(trace).containsExactly("ran");
        });
  }

  @Test
  void coroutinesStartInTheOrderOfTheArguments() {
    VirtualTime.run(
        () -> {
          await(gather(() -> trace.add("a"), () -> trace.add("b"), () -> trace.add("c")));

          assertThat(trace).containsExactly("a", "b", "c");
        });
  }

  @Test
  void bodiesWithoutResultsGiveNulls() {
    VirtualTime.run(
        () -> {
          Action first = () -> sleep(1);
          Action second = () -> sleep(2);

          assertThat(await(gather(first, second))).containsExactly(null, null);
        });
  }

  @Test
  @Behaviour(145)
  void gatherOfNothingIsADoneFutureOfAnEmptyList() {
    VirtualTime.run(
        () -> {
          assertThat(gather().result()).isEmpty();
          assertThat(gather(List.<Future<String>>of()).result()).isEmpty();
        });
  }

  @Test
  @Behaviour(145)
  void gatherOfNothingNeedsALoop() {
    assertThatThrownBy(() -> gather())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no current event loop");
  }

  @Test
  @Behaviour(43)
  void gatherOfDoneFuturesIsDone() {
    VirtualTime.run(
        () -> {
          Future<String> first = getRunningLoop().createFuture();
          Future<String> second = getRunningLoop().createFuture();
          first.setResult("first");
          second.setResult("second");

          assertThat(gather(first, second).result()).containsExactly("first", "second");
        });
  }

  @Test
  @Behaviour(146)
  void childrenOfDifferentLoopsAreRefused() {
    EventLoop other = VirtualTime.newEventLoop();
    VirtualTime.run(
        () -> {
          Future<String> here = getRunningLoop().createFuture();
          Future<String> there = other.createFuture();

          assertThatThrownBy(() -> gather(here, there))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("belongs to a different loop");
        });
    other.close();
  }

  @Test
  @Behaviour(146)
  void loopOfTheChildrenIsTakenWhenNoneIsRunning() {
    EventLoop loop = VirtualTime.newEventLoop();
    Future<String> first = loop.createFuture();
    Future<String> second = loop.createFuture();

    Future<List<String>> both = gather(first, second);
    first.setResult("first");
    second.setResult("second");

    assertThat(both.getLoop()).isSameAs(loop);
    assertThat(loop.runUntilComplete(both)).containsExactly("first", "second");
    loop.close();
  }

  @Test
  @Behaviour(147)
  void firstFailureIsThrownAtOnceAndTheOthersRunOn() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");
          Task<String> survivor = createTask(() -> sleep(5, "survived"));
          Task<String> failing = failAfter(1, failure);

          assertThatThrownBy(() -> await(gather(survivor, failing))).isSameAs(failure);
          assertThat(getRunningLoop().time()).isEqualTo(1);
          assertThat(survivor.done()).isFalse();
          assertThat(await(survivor)).isEqualTo("survived");
          assertThat(survivor.cancelling()).isZero();
        });
  }

  @Test
  @Behaviour(148)
  void laterFailuresAreNotReported() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              var failure = new IOException("first");
              Future<List<String>> all =
                  gather(
                      failAfter(1, failure),
                      failAfter(2, new IOException("second")),
                      failAfter(3, new IOException("third")));

              assertThatThrownBy(() -> await(all)).isSameAs(failure);
              sleep(10);
              return loopReports;
            });

    assertThat(reports.all()).isEmpty();
  }

  @Test
  void failureThatNobodyAwaitsIsReportedOnce() {
    var failure = new IOException("disk");
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              gather(failAfter(1, failure), failAfter(2, new IOException("later")));
              sleep(10);
              return loopReports;
            });

    assertThat(reports.only().exception()).containsSame(failure);
  }

  @Test
  void failureOfADoneChildIsTheOutcomeAtOnce() {
    VirtualTime.run(
        () -> {
          var failure = new IOException("disk");
          Future<String> failed = getRunningLoop().createFuture();
          failed.setException(failure);
          Task<String> running = createTask(() -> sleep(1, "running"));

          Future<List<String>> both = gather(running, failed);

          assertThat(both.done()).isTrue();
          assertThat(both.exception()).isSameAs(failure);
          assertThat(await(running)).isEqualTo("running");
        });
  }

  @Test
  @Behaviour(155)
  void refusedArgumentDoesNotDisturbTheChildrenBeforeIt() {
    Reports reports =
        VirtualTime.run(
            () -> {
              var loopReports = Reports.of(getRunningLoop());
              Coroutine<String> used = coroutine(() -> "used");
              await(used);
              Coroutine<String> child =
                  coroutine(
                      () -> {
                        sleep(1);
                        trace.add("child ended");
                        return "child";
                      });

              assertThatThrownBy(() -> gather(child, used))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("cannot reuse already awaited");
              sleep(2);
              return loopReports;
            });

    assertThat(trace).containsExactly("child ended");
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(146)
  void childrenOfAnotherLoopAreRefusedWhileOneIsRunning() {
    EventLoop other = VirtualTime.newEventLoop();
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> gather(other.createFuture(), other.createFuture()))
                .isInstanceOf(IllegalArgumentException.class));
    other.close();
  }
}
