package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An exception handler that wants to end the program hears everything that there is to report. */
@Timeout(60)
final class ReportsOfTheEndTest {
  private final EventLoop loop = new Polls().newLoop();
  private final List<String> messages = new ArrayList<>();

  // The first report throws status 1, the next one 2, and so on.
  private final ExceptionHandler exits =
      (_, report) -> {
        messages.add(report.message());
        throw new SystemExit(messages.size());
      };

  @AfterEach
  void close() {
    loop.resetExceptionHandler();
    loop.close();
  }

  private static RunOptions with(ExceptionHandler handler) {
    return RunOptions.DEFAULT.withLoopFactory(
        () -> {
          EventLoop made = EventLoop.create();
          made.setExceptionHandler(handler);
          return made;
        });
  }

  private static AsyncGenerator<Integer> failingAtTheEnd(String message) {
    return asyncGenerator(
        out -> {
          try {
            out.emit(1);
          } finally {
            throw new IllegalStateException(message);
          }
        });
  }

  private static void failWhenCancelled(String message) {
    try {
      sleep(60);
    } finally {
      throw new IllegalStateException(message);
    }
  }

  // --- a loop -----------------------------------------------------------------------------------

  @Test
  void closeMakesAllReportsAndThrowsTheFirstExit() {
    loop.runUntilComplete(
        () -> {
          createTask(() -> sleep(60), TaskOptions.named("first"));
          createTask(() -> sleep(60), TaskOptions.named("second"));
          failingAtTheEnd("body 1").anext();
          failingAtTheEnd("body 2").anext();
          var neverAwaited = coroutine(() -> sleep(0));
          assertThat(neverAwaited).isNotNull();
          loop.createFuture().setException(new IllegalStateException("lost 1"));
          loop.createFuture().setException(new IllegalStateException("lost 2"));
        });
    loop.setExceptionHandler(exits);

    assertThatThrownBy(loop::close).isInstanceOf(SystemExit.class).hasMessage("exit status 1");

    assertThat(loop.isClosed()).isTrue();
    assertThat(messages).hasSize(7);
    assertThat(messages.subList(0, 2)).containsOnly("Task was destroyed but it is pending!");
    assertThat(messages.subList(2, 4))
        .allMatch(message -> message.endsWith("was destroyed but it is not closed"));
    assertThat(messages.get(4)).endsWith("was never awaited");
    assertThat(messages.subList(5, 7)).containsOnly("Future exception was never retrieved");
  }

  @Test
  void closeReleasesEverythingThoughTheHandlerThrows() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    loop.setDefaultExecutor(executor);
    CompletableFuture<Void> copy = loop.<Void>createFuture().toCompletableFuture();
    loop.createTask(() -> sleep(60));
    loop.callLater(60, () -> {});
    loop.setExceptionHandler(exits);

    assertThatThrownBy(loop::close).isInstanceOf(SystemExit.class);
    loop.close();

    assertThat(executor.isShutdown()).isTrue();
    assertThat(copy).isCancelled();
    assertThat(loop).asString().contains("closed", "ready=0, timers=0");
    assertThat(messages).hasSize(1);
  }

  @Test
  void codeThatACloseDropsMayThrowWithoutKeepingTheLoopFromClosing() {
    var unhappy = new IllegalStateException("subscriber");
    Flow.Publisher<Integer> publisher =
        loop.runUntilComplete(() -> Asyncio.toPublisher(List.of(1, 2)));
    publisher.subscribe(
        new Flow.Subscriber<Integer>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            throw unhappy;
          }

          @Override
          public void onNext(Integer item) {}

          @Override
          public void onError(Throwable throwable) {}

          @Override
          public void onComplete() {}
        });
    loop.createTask(() -> sleep(60));
    loop.setExceptionHandler(exits);

    assertThatThrownBy(loop::close)
        .isInstanceOf(SystemExit.class)
        .satisfies(exit -> assertThat(exit.getSuppressed()).containsExactly(unhappy));

    assertThat(messages).containsExactly("Task was destroyed but it is pending!");
  }

  @Test
  void reactorThatFailsToCloseDoesNotCutOffTheReports() {
    var broken = new IllegalStateException("reactor");
    EventLoop failing =
        EventLoop.create(
            LoopOptions.DEFAULT.withReactor(
                () ->
                    new Reactor() {
                      @Override
                      public void await(long timeoutNanos, boolean outsideWork) {}

                      @Override
                      public void wakeup() {}

                      @Override
                      public void close() {
                        throw broken;
                      }
                    }));
    failing.setExceptionHandler((_, report) -> messages.add(report.message()));
    failing.createTask(() -> sleep(60));

    assertThatThrownBy(failing::close).isSameAs(broken);

    assertThat(messages).containsExactly("Task was destroyed but it is pending!");
  }

  @Test
  void shutdownOfGeneratorsMakesAllReportsAndThrowsTheFirstExit() {
    loop.runUntilComplete(
        () -> {
          failingAtTheEnd("body 1").anext();
          failingAtTheEnd("body 2").anext();
        });
    loop.setExceptionHandler(exits);

    assertThatThrownBy(() -> loop.runUntilComplete(loop::shutdownAsyncgens))
        .isInstanceOf(SystemExit.class)
        .hasMessage("exit status 1");

    assertThat(messages)
        .hasSize(2)
        .allMatch(message -> message.startsWith("an error occurred during closing"));
  }

  // --- a runner ---------------------------------------------------------------------------------

  @Test
  void runnersCloseMakesAllReportsAndThrowsTheFirstExit() {
    var runner = new Runner(with(exits));
    var executor = new ExecutorService[1];
    runner.run(
        () -> {
          createTask(() -> failWhenCancelled("task 1"));
          createTask(() -> failWhenCancelled("task 2"));
          failingAtTheEnd("body").anext();
          getRunningLoop().createFuture().setException(new IllegalStateException("lost"));
          executor[0] = Executors.newSingleThreadExecutor();
          getRunningLoop().setDefaultExecutor(executor[0]);
          sleep(0);
        });
    EventLoop used = runner.getLoop();

    assertThatThrownBy(runner::close).isInstanceOf(SystemExit.class).hasMessage("exit status 1");
    runner.close();

    assertThat(used.isClosed()).isTrue();
    assertThat(executor[0].isTerminated()).isTrue();
    assertThat(messages).hasSize(4);
    assertThat(messages.subList(0, 2))
        .containsOnly("unhandled exception during Asyncio.run shutdown");
    assertThat(messages.get(2)).startsWith("an error occurred during closing");
    assertThat(messages.get(3)).isEqualTo("Future exception was never retrieved");
  }

  @Test
  void exitThatTheEndOfARunBringsComesOutOfIt() {
    assertThatThrownBy(
            () ->
                Asyncio.run(
                    () -> {
                      getRunningLoop().createFuture().setException(new Exception("lost"));
                    },
                    with(exits)))
        .isInstanceOf(SystemExit.class)
        .hasMessage("exit status 1");
  }

  @Test
  void exitThatTheEndOfARunBringsGoesBeforeTheFailureOfTheProgram() {
    var failure = new IllegalArgumentException("program");

    assertThatThrownBy(
            () ->
                Asyncio.run(
                    () -> {
                      getRunningLoop().createFuture().setException(new Exception("lost"));
                      throw failure;
                    },
                    with(exits)))
        .isInstanceOf(SystemExit.class)
        .satisfies(exit -> assertThat(exit.getSuppressed()).containsExactly(failure));
  }

  @Test
  void exitOfTheProgramGoesBeforeThatOfTheEnd() {
    assertThatThrownBy(
            () ->
                Asyncio.run(
                    () -> {
                      getRunningLoop().createFuture().setException(new Exception("lost"));
                      throw new SystemExit(42);
                    },
                    with(exits)))
        .isInstanceOf(SystemExit.class)
        .hasMessage("exit status 42");

    assertThat(messages).containsExactly("Future exception was never retrieved");
  }

  // --- a group ----------------------------------------------------------------------------------

  @Test
  void groupThatIsLeftByAnExitReportsAllErrorsThatThisHides() {
    loop.setExceptionHandler(exits);
    Task<?> task =
        loop.createTask(
            () ->
                TaskGroup.run(
                    group -> {
                      group.createTask(() -> failWhenCancelled("task 1"));
                      group.createTask(() -> failWhenCancelled("task 2"));
                      sleep(0);
                      throw new SystemExit(42);
                    }));

    assertThatThrownBy(() -> loop.runUntilComplete(task))
        .isInstanceOf(SystemExit.class)
        .hasMessage("exit status 42");

    assertThat(messages)
        .hasSize(2)
        .allMatch(message -> message.startsWith("error of a TaskGroup hidden by"));
  }
}
