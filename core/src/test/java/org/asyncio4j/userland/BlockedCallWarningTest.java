package org.asyncio4j.userland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.coroutine;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.asyncio4j.Action;
import org.asyncio4j.AsyncGenerator;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.Stepwise;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.TestLoops.Log;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the hand-off engine says of a call that holds the loop. Real time, but nothing depends on
 * how much of it passes: each call blocks until it is reported.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public final class BlockedCallWarningTest {
  private static final LoopOptions OPTIONS =
      LoopOptions.DEFAULT
          .withEngine(EngineKind.HANDOFF)
          .withBlockedCallWarning(Duration.ofMillis(40));
  private static final String HERE = "\\(BlockedCallWarningTest\\.java:\\d+\\)";

  /** For {@link WaitsInItsInitializer}, whose package at run time is another one. */
  public static final LinkedBlockingQueue<String> LETTERS = new LinkedBlockingQueue<>();

  private final Log log = new Log();
  private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch reported = new CountDownLatch(1);

  @AfterEach
  void closeLog() {
    log.close();
  }

  /** Runs a program on the hand-off engine. {@return the first warning} */
  private String warningOf(Action whenReported, Action program) {
    return warningWhile(whenReported, () -> run(program));
  }

  private String warningWhile(Action whenReported, Action loops) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (log.records().isEmpty()) {
                LockSupport.parkNanos(1_000_000);
              }
              reported.countDown();
              try {
                whenReported.run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    LoopOptions.where(OPTIONS, loops);
    LogRecord first = log.records().getFirst();
    assertThat(first.getLevel()).isEqualTo(Level.WARNING);
    return first.getMessage();
  }

  @Test
  void taskThatWaitsForAQueueIsNamedWithItsLineAndWithWhoCannotRun() {
    String warning =
        warningOf(
            () -> queue.add("a letter"),
            () -> {
              Task<String> reader = createTask(() -> queue.take());
              createTask(() -> sleep(0), TaskOptions.named("writer"));
              assertThat(await(reader)).isEqualTo("a letter");
            });

    assertThat(warning.lines().toList().subList(0, 4))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .matches(
                        "Task-2 holds the loop in LinkedBlockingQueue\\.take "
                            + HERE
                            + ", for \\d+\\.\\d seconds so far; on the loop engine it would suspend"
                            + " alone\\."),
            second ->
                assertThat(second)
                    .isEqualTo(
                        "Until the call returns, the loop runs no other task, no callback and no"
                            + " timer; no timeout and no cancellation ends the call."),
            third -> assertThat(third).isEqualTo("Ready, but cannot run: Task 'writer'."),
            fourth ->
                assertThat(fourth)
                    .matches(
                        "If only this loop can end the wait, this is a deadlock; suspended are"
                            + " Task-1 "
                            + HERE
                            + "\\."));
    assertThat(warning).contains("\n  at java.base/java.util.concurrent.LinkedBlockingQueue.take(");
  }

  @Test
  void timedCallIsNoDeadlock() {
    String warning =
        warningOf(
            () -> {},
            () -> {
              while (reported.getCount() > 0) {
                Thread.sleep(10);
              }
            });

    assertThat(warning)
        .contains("Task-1 holds the loop in Thread.sleep (BlockedCallWarningTest.java:")
        .doesNotContain("deadlock", "Ready");
  }

  @Test
  void methodReferenceHasNoLineAndIsNamedAllTheSame() {
    String warning = warningOf(() -> queue.add("a letter"), () -> await(createTask(queue::take)));

    assertThat(warning).startsWith("Task-2 holds the loop in LinkedBlockingQueue.take, for ");
  }

  @Test
  void lockOfATaskIsADeadlockAndTheSuspendedTasksAreNamed() {
    var waiting = new Thread[1];
    String warning =
        warningOf(
            () -> waiting[0].interrupt(),
            () -> {
              Task<?> owner = createTask(this::sleepsWithTheLock, TaskOptions.named("owner"));
              sleep(0);
              waiting[0] = Thread.currentThread();
              try {
                lock.lockInterruptibly();
              } catch (InterruptedException e) {
                Thread.interrupted();
              }
              await(owner);
            });

    assertThat(warning.lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "If a task of this loop owns the lock, this is a deadlock; suspended are"
                            + " Task 'owner' "
                            + HERE
                            + "\\."));
  }

  private void sleepsWithTheLock() {
    lock.lock();
    try {
      sleep(0.001);
    } finally {
      lock.unlock();
    }
  }

  @Test
  void latchIsNoLock() {
    assertThat(warningOf(() -> {}, () -> reported.await()))
        .contains("holds the loop in CountDownLatch.await (")
        .contains("If only this loop can end the wait, this is a deadlock.");
  }

  @Test
  void monitorOfAnotherThreadIsNamedWithoutAnOwner() {
    var monitor = new Object();
    var entered = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("hoarder")
        .start(
            () -> {
              synchronized (monitor) {
                entered.countDown();
                while (reported.getCount() > 0) {
                  LockSupport.parkNanos(1_000_000);
                }
              }
            });

    String warning =
        warningOf(
            () -> {},
            () -> {
              entered.await();
              synchronized (monitor) {
                assertThat(reported.getCount()).isZero();
              }
            });

    assertThat(warning)
        .contains("Task-1 holds the loop in synchronized (BlockedCallWarningTest.java:")
        .contains("If a task of this loop owns the lock, this is a deadlock");
  }

  @Test
  void callbackIsNamedAndNoEngineIsPromisedForIt() {
    String warning =
        warningOf(
            () -> queue.add("a letter"),
            () -> {
              getRunningLoop().callSoon(() -> takeUnchecked());
              sleep(0);
            });

    assertThat(warning)
        .startsWith("A callback of EventLoop[running, HANDOFF")
        .contains(" holds the loop in LinkedBlockingQueue.take (BlockedCallWarningTest.java:")
        .doesNotContain("would suspend alone");
  }

  private void takeUnchecked() {
    try {
      queue.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void stacklessStepIsNamed() {
    String warning =
        warningOf(
            () -> queue.add("a letter"),
            () ->
                await(
                    createTask(
                        coroutine(
                            new Stepwise<String>() {
                              @Override
                              public Object send(Object value) {
                                takeUnchecked();
                                return DONE;
                              }

                              @Override
                              public String result() {
                                return "taken";
                              }
                            }),
                        TaskOptions.named("stackless"))));

    assertThat(warning)
        .startsWith("Task 'stackless' holds the loop in LinkedBlockingQueue.take (")
        .doesNotContain("would suspend alone");
  }

  @Test
  void classInitializerIsNoPlaceForTheOtherEngineEither() {
    String warning = warningOf(() -> LETTERS.add("a letter"), () -> initializeAnew());

    assertThat(warning)
        .contains("a class initializer or native method holds it on the loop engine, too.")
        .doesNotContain("would suspend alone");
  }

  /** Initializes a class, also if this test runs a second time. */
  private static void initializeAnew() throws Exception {
    String name = WaitsInItsInitializer.class.getName();
    try (var file =
        BlockedCallWarningTest.class.getResourceAsStream(
            name.substring(name.lastIndexOf('.') + 1) + ".class")) {
      byte[] code = file.readAllBytes();
      var loader =
          new ClassLoader(BlockedCallWarningTest.class.getClassLoader()) {
            Class<?> define() {
              return defineClass(name, code, 0, code.length);
            }
          };
      Class.forName(loader.define().getName(), true, loader);
    }
  }

  @Test
  void socketIsNamedByTheMethodThatTheProgramCalled() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String warning =
          warningOf(
              () -> server.accept().close(),
              () -> {
                try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                  assertThat(socket.getInputStream().read()).isEqualTo(-1);
                }
              });

      assertThat(warning)
          .contains(
              "holds the loop in Socket.SocketInputStream.read (BlockedCallWarningTest.java:");
    }
  }

  @Test
  void generatorsBodyIsNamed() {
    String warning =
        warningOf(
            () -> queue.add("a letter"),
            () -> {
              AsyncGenerator<String> letters =
                  asyncGenerator(
                      generator -> {
                        sleep(0);
                        generator.emit(queue.take());
                      });
              for (String letter : letters) {
                assertThat(letter).isEqualTo("a letter");
              }
            });

    assertThat(warning)
        .startsWith("Task-1 holds the loop in LinkedBlockingQueue.take (BlockedCallWarningTest");
  }

  @Test
  void virtualClockDoesNotHideACallThatBlocksForReal() {
    String warning =
        warningWhile(
            () -> {},
            () ->
                VirtualTime.during(
                    () ->
                        run(
                            () -> {
                              sleep(3600);
                              reported.await();
                            })));

    assertThat(warning).contains("holds the loop in CountDownLatch.await (");
  }

  @Test
  void computingIsNotReported() {
    LoopOptions.where(OPTIONS, () -> run(() -> compute()));

    assertThat(log.records()).isEmpty();
  }

  private static void compute() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void driverOfALoopMayTakeItsTimeBetweenTheRounds() {
    EventLoop loop = EventLoop.create(OPTIONS);
    loop.runForeverSetup();
    try {
      loop.callSoon(() -> {});
      loop.runOnce();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      loop.callSoon(BlockedCallWarningTest::compute); // while this thread waits for its end
      loop.runOnce();
    } finally {
      loop.runForeverCleanup();
      loop.close();
    }

    assertThat(log.records()).isEmpty();
  }

  @Test
  void suspendedTasksAndWaitingLoopsAreNotReported() {
    LoopOptions.where(OPTIONS, () -> run(() -> sleep(0.2)));

    assertThat(log.records()).isEmpty();
  }

  @Test
  void loopEngineAndLoopsWithoutTheOptionAreNotWatched() {
    for (LoopOptions options :
        new LoopOptions[] {
          OPTIONS.withEngine(EngineKind.LOOP), OPTIONS.withoutBlockedCallWarning()
        }) {
      LoopOptions.where(options, () -> run(() -> Thread.sleep(200)));
    }

    assertThat(log.records()).isEmpty();
  }
}
