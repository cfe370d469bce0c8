package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Polls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopRunningTest {
  private final Polls polls = new Polls();
  private final EventLoop loop = polls.newLoop();
  private final List<Object> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  @Behaviour(20)
  void stopLetsTheBatchFinishAndLeavesWhatItAddedToTheNextRun() {
    loop.callSoon(
        () -> {
          loop.stop();
          loop.callSoon(() -> events.add("added"));
        });
    loop.callSoon(() -> events.add("same batch"));

    loop.runForever();
    assertThat(events).containsExactly("same batch");
    loop.callSoon(loop::stop);
    loop.runForever();

    assertThat(events).containsExactly("same batch", "added");
  }

  @Test
  @Behaviour({15, 21})
  void stopBeforeTheRunGivesOneIterationThatDoesNotWait() {
    loop.callLater(1, () -> events.add("timer"));
    loop.stop();

    loop.runForever();

    assertThat(polls.timeouts()).containsExactly(0L);
    assertThat(events).isEmpty();
  }

  @Test
  @Behaviour(21)
  void stopCountsForOneRunOnly() {
    loop.stop();
    loop.runForever();

    loop.runUntilComplete(() -> sleep(1));

    assertThat(loop.time()).isEqualTo(1);
  }

  @Test
  @Behaviour(23)
  void loopStoppedBeforeTheFutureWasDoneSaysSoAndTheFutureServesALaterRun() {
    Future<String> future = loop.createFuture();
    loop.callSoon(loop::stop);

    assertThatThrownBy(() -> loop.runUntilComplete(future))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("event loop stopped before Future[pending] was done");
    loop.callSoon(() -> future.setResult("result"));

    assertThat(loop.runUntilComplete(future)).isEqualTo("result");
  }

  @Test
  @Behaviour(25)
  void futureOfAnotherLoopIsRefused() {
    EventLoop other = new Polls().newLoop();
    Future<String> foreign = other.createFuture();

    assertThatThrownBy(() -> loop.runUntilComplete(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Future[pending] belongs to a different loop than " + loop);
    other.close();
  }

  @Test
  @Behaviour(25)
  void nullIsRefusedByName() {
    assertThatThrownBy(() -> loop.runUntilComplete((Awaitable<?>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("awaitable");
    assertThatThrownBy(() -> loop.runUntilComplete((Action) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
  }

  @Test
  @Behaviour(26)
  void loopIsNotRunInsideItself() {
    loop.runUntilComplete(
        () -> {
          assertThatThrownBy(loop::runForever)
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("this event loop is already running");
          Coroutine<Integer> coroutine = Coroutine.of(() -> 1);
          assertThatThrownBy(() -> loop.runUntilComplete(coroutine))
              .hasMessage("this event loop is already running");
          assertThatThrownBy(loop::runForeverSetup)
              .hasMessage("this event loop is already running");
          assertThat(await(coroutine)).isEqualTo(1);
        });
  }

  @Test
  @Behaviour(26)
  void loopIsNotRunInsideAnother() {
    EventLoop other = new Polls().newLoop();

    loop.runUntilComplete(
        () ->
            assertThatThrownBy(other::runForever)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                    "cannot run the event loop while another loop is running on this thread"));

    other.runUntilComplete(() -> sleep(0));
    other.close();
  }

  @Test
  void runUntilCompleteGivesResultsAndThrowsExceptionsAsTheyAre() {
    var failure = new IOException("broken");
    Future<String> failed = loop.createFuture();
    failed.setException(failure);
    Future<String> cancelled = loop.createFuture();
    cancelled.cancel("why");

    assertThat(loop.runUntilComplete(coroutine(() -> "of a coroutine")))
        .isEqualTo("of a coroutine");
    assertThat(loop.runUntilComplete(() -> "of a body")).isEqualTo("of a body");
    assertThat(loop.runUntilComplete(loop.createTask(() -> "of a task"))).isEqualTo("of a task");
    assertThatThrownBy(() -> loop.runUntilComplete(failed)).isSameAs(failure);
    assertThatThrownBy(() -> loop.runUntilComplete(cancelled))
        .isInstanceOf(CancelledError.class)
        .hasMessage("why");
  }

  @Test
  @Behaviour(31)
  void foreignLoopDrivesIterationByIteration() {
    loop.runForeverSetup();
    try {
      assertThat(Asyncio.getRunningLoop()).isSameAs(loop);
      assertThat(loop.isRunning()).isTrue();
      Task<String> task =
          createTask(
              () -> {
                events.add(Asyncio.getRunningLoop());
                sleep(1);
                return "done";
              });
      loop.runOnce();
      assertThat(events).containsExactly(loop);
      assertThat(task.done()).isFalse();
      assertThat(Asyncio.getRunningLoop()).isSameAs(loop);
      loop.runOnce();
      loop.runOnce();
      assertThat(task.result()).isEqualTo("done");
    } finally {
      loop.runForeverCleanup();
    }
    assertThat(loop.isRunning()).isFalse();
    assertThatThrownBy(Asyncio::getRunningLoop).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Behaviour(31)
  void drivingNeedsItsSetup() {
    assertThatThrownBy(loop::runOnce)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("runOnce: expected runForeverSetup on this thread before");
    assertThatThrownBy(loop::runForeverCleanup)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("runForeverCleanup: expected runForeverSetup on this thread before");
    loop.runUntilComplete(
        () ->
            assertThatThrownBy(loop::runOnce)
                .hasMessage("runOnce: expected runForeverSetup on this thread before"));
  }

  @Test
  void loopIsRunningOnlyWhileItRuns() {
    assertThat(loop.isRunning()).isFalse();
    assertThat(loop.runUntilComplete(loop::isRunning)).isTrue();
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void runningLoopIsKnownToAThreadOnlyWhileItRuns() {
    assertThat(loop.runUntilComplete(Asyncio::getRunningLoop)).isSameAs(loop);
    assertThatThrownBy(Asyncio::getRunningLoop)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no running event loop: call this inside Asyncio.run");
  }

  @Test
  void programSeesTheContextOfItsCaller() throws Exception {
    var variable = new ContextVar<String>("variable");
    var context = new Context();
    context.run(() -> variable.set("the caller's"));

    context.run(() -> events.add(loop.runUntilComplete(() -> variable.get())));

    assertThat(events).containsExactly("the caller's");
  }

  @Test
  void loopDescribesItsState() {
    String engine =
        System.getProperty("asyncio4j.engine", "loop").toUpperCase(java.util.Locale.ROOT);
    loop.callLater(1, () -> {});
    assertThat(loop).hasToString("EventLoop[idle, " + engine + ", ready=0, timers=1]");
    assertThat(loop.runUntilComplete(loop::toString))
        .isEqualTo("EventLoop[running, " + engine + ", ready=0, timers=1]");

    loop.close();

    assertThat(loop).hasToString("EventLoop[closed, " + engine + ", ready=0, timers=0]");
  }
}
