package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.ensureFuture;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Wrong uses say at once who was used wrongly and what was expected. */
final class MisuseTest {
  private static final Context NO_CONTEXT = null;
  private static final Runnable NO_CALLBACK = null;
  private static final Runnable CALLBACK = () -> {};

  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  private static void assertMissing(String name, ThrowingCallable... calls) {
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
    }
  }

  @Test
  @Behaviour(17)
  void missingArgumentsOfSchedulingAreNamed() {
    assertMissing(
        "callback",
        () -> loop.callSoon(NO_CALLBACK),
        () -> loop.callSoon(NO_CALLBACK, new Context()),
        () -> loop.callSoonThreadsafe(NO_CALLBACK),
        () -> loop.callSoonThreadsafe(NO_CALLBACK, new Context()),
        () -> loop.callLater(1, NO_CALLBACK),
        () -> loop.callLater(1, NO_CALLBACK, new Context()),
        () -> loop.callLater(Duration.ZERO, NO_CALLBACK),
        () -> loop.callAt(1, NO_CALLBACK),
        () -> loop.callAt(1, NO_CALLBACK, new Context()));
    assertMissing(
        "context",
        () -> loop.callSoon(CALLBACK, NO_CONTEXT),
        () -> loop.callSoonThreadsafe(CALLBACK, NO_CONTEXT),
        () -> loop.callLater(1, CALLBACK, NO_CONTEXT),
        () -> loop.callLater(Duration.ZERO, CALLBACK, NO_CONTEXT),
        () -> loop.callAt(1, CALLBACK, NO_CONTEXT));
    assertMissing("delay", () -> loop.callLater(null, CALLBACK));
    assertThat(loop).asString().contains("ready=0, timers=0");
  }

  @Test
  @Behaviour(17)
  void timesThatAreNotNumbersAreRefused() {
    assertThatThrownBy(() -> loop.callLater(Double.NaN, CALLBACK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delay must be a number of seconds, got NaN");
    assertThatThrownBy(() -> loop.callAt(Double.NaN, CALLBACK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("when must be a number of seconds, got NaN");
    assertThat(loop).asString().contains("timers=0");
  }

  @Test
  @Behaviour(73)
  void missingArgumentsOfTasksAreNamedAndLeaveNoTaskBehind() {
    assertMissing(
        "coroutine",
        () -> loop.createTask((Coroutine<?>) null),
        () -> Task.create(loop, null, TaskOptions.DEFAULT));
    assertMissing("body", () -> loop.createTask((Action) null));
    assertMissing(
        "options",
        () -> loop.createTask(() -> 1, null),
        () -> Task.create(loop, Coroutine.of(() -> 1), null));
    assertMissing("loop", () -> Task.create(null, Coroutine.of(() -> 1), TaskOptions.DEFAULT));
    assertMissing("factory", () -> loop.setTaskFactory(null));
    assertMissing("constructor", () -> Asyncio.createEagerTaskFactory(null));
    assertThat(Asyncio.allTasks(loop)).isEmpty();
  }

  @Test
  void missingOptionsAreNamed() {
    assertMissing(
        "name",
        () -> TaskOptions.named(null),
        () -> TaskOptions.DEFAULT.withName(null),
        () -> new TaskOptions(null, Optional.empty(), TaskOptions.Start.DEFAULT));
    assertMissing(
        "context",
        () -> TaskOptions.DEFAULT.withContext(null),
        () -> new TaskOptions(Optional.empty(), null, TaskOptions.Start.DEFAULT));
    assertMissing(
        "start",
        () -> TaskOptions.DEFAULT.withStart(null),
        () -> new TaskOptions(Optional.empty(), Optional.empty(), null));
    assertMissing("options", () -> EventLoop.create(null));
    assertMissing("clock", () -> LoopOptions.DEFAULT.withClock(null));
    assertMissing("reactor", () -> LoopOptions.DEFAULT.withReactor(null));
    assertMissing("engine", () -> LoopOptions.DEFAULT.withEngine(null));
    assertMissing("schedule", () -> LoopOptions.DEFAULT.withSchedule(null));
    assertMissing("reason", () -> new CancelledError(null));
    assertMissing("loop", () -> Asyncio.setEventLoop(null), () -> Asyncio.allTasks(null));
  }

  @Test
  void taskOptionsKeepWhatTheyAreNotTold() {
    var context = new Context();

    TaskOptions options =
        TaskOptions.named(7).withContext(context).withStart(TaskOptions.Start.SCHEDULED);

    assertThat(options.name()).contains("7");
    assertThat(options.context()).containsSame(context);
    assertThat(options.start()).isEqualTo(TaskOptions.Start.SCHEDULED);
    assertThat(TaskOptions.DEFAULT)
        .isEqualTo(new TaskOptions(Optional.empty(), Optional.empty(), TaskOptions.Start.DEFAULT));
  }

  @Test
  void loopOptionsKeepWhatTheyAreNotTold() {
    Clock clock = () -> 5;

    LoopOptions options = LoopOptions.DEFAULT.withClock(clock).withEngine(EngineKind.HANDOFF);

    assertThat(options.clock()).isSameAs(clock);
    assertThat(options.reactor()).isSameAs(LoopOptions.DEFAULT.reactor());
    assertThat(options.engine()).contains(EngineKind.HANDOFF);
    EventLoop handOff = EventLoop.create(options);
    assertThat(handOff).hasToString("EventLoop[idle, HANDOFF, ready=0, timers=0]");
    assertThat(handOff.time()).isEqualTo(5e-9);
    handOff.close();
  }

  @Test
  @Behaviour({33, 62, 80})
  void whatNeedsARunningLoopSaysSo() {
    List<ThrowingCallable> calls =
        List.of(
            Asyncio::getRunningLoop,
            Asyncio::currentTask,
            Asyncio::allTasks,
            () -> createTask(() -> 1),
            () -> createTask(() -> {}),
            () -> createTask(() -> 1, TaskOptions.DEFAULT),
            () -> createTask(Coroutine.of(() -> 1)),
            () -> sleep(0),
            () -> sleep(Duration.ZERO),
            () -> await(loop.createFuture()),
            () -> await(Coroutine.of(() -> 1)),
            () -> await(new CompletableFuture<String>()),
            () -> Asyncio.wait(List.of(loop.createFuture())));

    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no running event loop: call this inside Asyncio.run");
    }
  }

  @Test
  @Behaviour({62, 84})
  void whatNeedsACurrentLoopSaysSo() throws InterruptedException {
    List<ThrowingCallable> calls =
        List.of(
            Asyncio::getEventLoop,
            () -> ensureFuture(Coroutine.of(() -> 1)),
            () -> gather(() -> 1),
            () -> Asyncio.shield(() -> 1),
            () -> Asyncio.wrapFuture(new CompletableFuture<String>()));
    var messages = new ArrayList<String>();

    // A new thread: another test may have set this one's current loop.
    Thread.ofPlatform().start(() -> calls.forEach(call -> messages.add(messageOf(call)))).join();

    assertThat(messages)
        .hasSize(calls.size())
        .containsOnly("there is no current event loop on this thread");
  }

  private static String messageOf(ThrowingCallable call) {
    try {
      call.call();
      return "nothing was thrown";
    } catch (Throwable thrown) {
      return thrown.getMessage();
    }
  }

  @Test
  void plainCallbackCannotWait() {
    var messages = new ArrayList<String>();
    Future<String> pending = loop.createFuture();
    List<ThrowingCallable> calls =
        List.of(
            () -> sleep(1),
            () -> await(pending),
            () -> await(Coroutine.of(() -> 1)),
            () -> Asyncio.wait(List.of(pending)));
    loop.callSoon(() -> calls.forEach(call -> messages.add(messageOf(call))));
    loop.callSoon(loop::stop);
    loop.runForever();

    assertThat(messages)
        .containsExactly(
            "sleep needs a task: a plain callback of the loop cannot wait",
            "await needs a task: a plain callback of the loop cannot wait",
            "await(coroutine) needs a task: a plain callback of the loop cannot wait",
            "wait needs a task: a plain callback of the loop cannot wait");
  }

  @Test
  @Behaviour(74)
  void taskCannotAwaitItself() {
    var self = new ArrayList<Task<String>>();
    self.add(
        loop.createTask(
            () -> {
              try {
                return await(self.getFirst());
              } catch (IllegalStateException refused) {
                return refused.getMessage();
              }
            },
            TaskOptions.named("narcissus")));

    assertThat(loop.runUntilComplete(self.getFirst()))
        .isEqualTo(
            "Task['narcissus', pending, coro="
                + MisuseTest.class.getName()
                + "] cannot await itself");
  }
}
