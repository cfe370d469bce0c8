package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.RunOptions;
import org.asyncio4j.StateMachine;
import org.asyncio4j.Watchdog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Printing and logging, whose locks everybody shares without knowing. */
@HardLimit
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
final class PrintAndLogAttackTest {
  private static final Logger LOOPS_LOGGER = Logger.getLogger("asyncio4j");
  private static final Logger LOGGER = Logger.getLogger("asyncio4j.adversarial");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<Handler> handlers = new ArrayList<>();

  /** Writes slowly: whoever prints sleeps while holding the stream's lock. */
  private final class SlowSink extends OutputStream {
    @Override
    public void write(int b) {
      written.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      nap();
      written.write(bytes, from, length);
    }
  }

  private static void nap() {
    try {
      Thread.sleep(0, 50_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Logs of the loop and of the tests go to this handler alone, until the test ends. */
  private void logTo(Handler handler) {
    handlers.add(handler);
    LOOPS_LOGGER.setUseParentHandlers(false);
    LOOPS_LOGGER.addHandler(handler); // and the tests' logger is below it
  }

  @AfterEach
  void restoreTheLog() {
    handlers.forEach(LOOPS_LOGGER::removeHandler);
    LOOPS_LOGGER.setUseParentHandlers(true);
  }

  /** A body without a stack that says something in each of its steps. */
  private static final class Talker extends StateMachine<@Nullable Void> {
    private final Runnable say;
    private int left;

    Talker(Runnable say, int times) {
      this.say = say;
      this.left = times;
    }

    @Override
    protected @Nullable Object step(int state, @Nullable Object value) {
      if (left-- == 0) {
        return done(null);
      }
      say.run();
      return pause(0);
    }
  }

  /** Tasks, callbacks, stackless bodies and foreign threads say something, 30 times each. */
  private static int everybodySays(Runnable say) throws InterruptedException {
    int times = 30;
    int talkers = 0;
    try (var foreign = new Foreign()) {
      for (int i = 0; i < 2; i++) {
        foreign.start(() -> repeat(times, say));
      }
      foreign.startVirtual(() -> repeat(times, say));
      talkers += 3;
      run(
          () -> {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 3; i++) {
              all.add(createTask(new Talker(say, times)));
              all.add(
                  createTask(
                      () -> {
                        for (int n = 0; n < times; n++) {
                          say.run();
                          getRunningLoop().callSoon(say);
                          sleep(0);
                        }
                      }));
            }
            all.forEach(org.asyncio4j.Asyncio::await);
            sleep(0);
          });
      talkers += 3 + 3 * 2;
    }
    return talkers * times;
  }

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }

  @Test
  void linesOfEverybodyAreWholeAndAllThere() throws InterruptedException {
    var out = new PrintStream(new SlowSink(), true);

    int lines = everybodySays(() -> out.println("a line of somebody's"));

    assertThat(written.toString().lines()).hasSize(lines).containsOnly("a line of somebody's");
  }

  @Test
  void systemsOwnStreamsAreShared() throws InterruptedException {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var slow = new PrintStream(new SlowSink(), true);
    System.setOut(slow);
    System.setErr(slow);
    int lines;
    try {
      lines =
          everybodySays(
              () -> {
                IO.println("a line");
                System.err.printf("%s%n", "a line");
              });
    } finally {
      System.setOut(out);
      System.setErr(err);
    }

    assertThat(written.toString().lines()).hasSize(2 * lines).containsOnly("a line");
  }

  @Test
  void stackTracesOfEverybodyAreWhole() throws InterruptedException {
    var out = new PrintStream(new SlowSink(), true);

    int traces =
        everybodySays(
            () -> {
              var cause = new RuntimeException("cause");
              var failure = new IllegalStateException("failure", cause);
              cause.setStackTrace(new StackTraceElement[0]);
              failure.setStackTrace(new StackTraceElement[0]);
              failure.printStackTrace(out);
            });

    assertThat(written.toString().lines()).hasSize(2 * traces);
    assertThat(written.toString().replaceAll("\\R", ";"))
        .matches("(java.lang.IllegalStateException: failure;Caused by: [^;]*: cause;)+");
  }

  /** As LogStress. */
  @Test
  void recordsOfEverybodyAndReportsOfTheLoopReachALockingHandler() throws InterruptedException {
    logTo(new StreamHandler(new PrintStream(new SlowSink(), true), new SimpleFormatter()));
    LOGGER.setLevel(Level.INFO);
    System.Logger log = System.getLogger(LOGGER.getName());
    var failures = new AtomicInteger();

    int records =
        everybodySays(
            () -> {
              log.log(System.Logger.Level.INFO, "a record");
              if (failures.getAndIncrement() % 10 == 0) {
                LOGGER.log(Level.WARNING, "with a trace", new IllegalStateException("logged"));
              }
            });
    run(
        () -> {
          for (int i = 0; i < 20; i++) {
            createTask(() -> log.log(System.Logger.Level.INFO, "a record"));
            getRunningLoop()
                .callSoon(
                    () -> {
                      throw new IllegalStateException("callback");
                    });
            sleep(0);
          }
        });
    handlers.getFirst().flush();

    assertThat(written.toString().lines().filter(line -> line.equals("INFO: a record")))
        .hasSize(records + 20);
    assertThat(written.toString().lines().filter(line -> line.contains("Exception in callback")))
        .hasSize(20);
    assertThat(written.toString().lines().filter(line -> line.equals("WARNING: with a trace")))
        .hasSize(records / 10);
  }

  /** A handler whose lock is a task's, which sleeps. */
  private static final class LockedHandler extends Handler {
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

    @Override
    public synchronized void publish(LogRecord record) {
      nap();
      messages.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void reportOfTheLoopWaitsForTheHandlerThatASleepingTaskHolds() {
    var handler = new LockedHandler();
    logTo(handler);
    run(
        () -> {
          var task =
              createTask(
                  () -> {
                    synchronized (handler) {
                      Thread.sleep(3);
                      handler.messages.add("task leaves");
                    }
                  });
          getRunningLoop()
              .callSoon(
                  () -> {
                    throw new IllegalStateException("callback");
                  });
          await(task);
          sleep(0);
        });

    assertThat(handler.messages).hasSize(2).startsWith("task leaves");
    assertThat(handler.messages.get(1)).startsWith("Exception in callback");
  }

  @Test
  void warningsOfDebugModeAndOfItsWatchdogWaitForTheHandlerThatASleepingTaskHolds() {
    var handler = new LockedHandler();
    logTo(handler);
    run(
        () -> {
          getRunningLoop().setSlowCallbackDuration(0.001);
          var task =
              createTask(
                  () -> {
                    synchronized (handler) {
                      Thread.sleep(20); // the watchdog wants to say so on the hand-off engine
                    }
                  });
          getRunningLoop()
              .callSoon(
                  () -> {
                    long end = System.nanoTime() + 3_000_000;
                    while (System.nanoTime() < end) {
                      Thread.onSpinWait();
                    }
                  });
          await(task);
          sleep(0);
        },
        RunOptions.DEFAULT.withDebug(true));

    assertThat(handler.messages).isNotEmpty();
  }

  @Test
  void watchdogWhoseLogIsHeldByTheCodeThatItReportsHarmsNobody() throws InterruptedException {
    var handler = new LockedHandler();
    logTo(handler);
    var reports = new CountDownLatch(1);
    run(
        () -> {
          try (var _ =
              Watchdog.watch(
                  getRunningLoop(),
                  java.time.Duration.ofMillis(2),
                  step -> {
                    reports.countDown();
                    LOGGER.warning(step.describe());
                  })) {
            Future<?> held =
                Place.CALL_SOON.run(
                    getRunningLoop(),
                    () -> {
                      synchronized (handler) {
                        reports.await();
                        Thread.sleep(3); // the watchdog waits for the handler
                      }
                    });
            await(held);
          }
        });

    assertThat(reports.getCount()).isZero();
  }

  @Test
  void handlerThatCallsIntoTheLoopIsNotInItsWay() {
    var events = Collections.synchronizedList(new ArrayList<String>());
    logTo(
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            EventLoop loop = getRunningLoop();
            loop.callSoon(() -> events.add("callback of the handler"));
            createTask(() -> events.add("task of the handler"));
            loop.callSoonThreadsafe(() -> events.add("thread-safe callback of the handler"));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
    run(
        () -> {
          getRunningLoop()
              .callSoon(
                  () -> {
                    throw new IllegalStateException("callback");
                  });
          sleep(0);
          sleep(0);
        });

    assertThat(events)
        .containsExactly(
            "callback of the handler",
            "task of the handler",
            "thread-safe callback of the handler");
  }

  @Test
  void handlerThatFailsOrLogsItselfDoesNotStopTheLoop() {
    var published = new AtomicInteger();
    logTo(
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            int number = published.incrementAndGet();
            if (number < 5) {
              LOOPS_LOGGER.warning("said by the handler");
            }
            if (number % 2 == 0) {
              throw new AssertionError("even");
            }
            throw new IllegalStateException("odd");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
    var events = new ArrayList<String>();
    run(
        () -> {
          for (int i = 0; i < 3; i++) {
            getRunningLoop()
                .callSoon(
                    () -> {
                      throw new IllegalStateException("callback");
                    });
          }
          getRunningLoop().callSoon(() -> events.add("next callback"));
          sleep(0);
        });

    assertThat(events).containsExactly("next callback");
    assertThat(published.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void reportsAtTheCloseOfALoopWaitForALogThatAForeignThreadHolds() throws InterruptedException {
    var handler = new LockedHandler();
    logTo(handler);
    var held = new CountDownLatch(1);
    EventLoop loop = EventLoop.create();
    Future<String> failed = loop.createFuture();
    failed.setException(new IllegalStateException("nobody retrieves it"));
    Thread closing = Thread.currentThread();
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            synchronized (handler) {
              held.countDown();
              Foreign.awaitBlocked(closing);
              handler.messages.add("foreign thread leaves");
            }
          });
      held.await();
      loop.close();
    }

    assertThat(handler.messages).hasSize(2).startsWith("foreign thread leaves");
    assertThat(handler.messages.get(1)).startsWith("Future exception was never retrieved");
  }

  @Test
  void loggersThatEverybodyMakesAndConfiguresAtOnceAreMade() throws InterruptedException {
    var number = new AtomicInteger();

    int times =
        everybodySays(
            () -> {
              Logger made = Logger.getLogger("asyncio4j.adversarial." + number.incrementAndGet());
              made.setLevel(Level.OFF);
              made.severe("to nobody");
            });

    assertThat(number.get()).isEqualTo(times);
  }
}
