package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop's platform thread waits in its reactor and nowhere else, whatever a program does. */
@Timeout(120)
final class CarrierWaitsTest {
  private static final int ROUNDS = 300;

  @TempDir private Path folder;
  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();
  private final PrintStream out =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void onTheLoopEngine() {
    assumeTrue(!System.getProperty("asyncio4j.engine", "loop").equals("handoff"));
  }

  private CarrierWaits waitsDuring(Runnable program) throws Exception {
    Path file = folder.resolve("waits.jfr");
    try (var recording = new Recording()) {
      for (String event : CarrierWaits.EVENTS) {
        recording.enable(event).withoutThreshold().withStackTrace();
      }
      recording.start();
      program.run();
      recording.stop();
      recording.dump(file);
    }
    return CarrierWaits.in(file);
  }

  /** What everybody does: takes what others hold, for long enough that they have to wait. */
  private void contend() {
    synchronized (monitor) {
      Thread.onSpinWait();
    }
    lock.lock();
    lock.unlock();
    out.println("everybody prints here");
  }

  private void contendSlowly() {
    while (!over.get()) {
      synchronized (monitor) {
        spin();
      }
      lock.lock();
      try {
        spin();
      } finally {
        lock.unlock();
      }
      synchronized (out) {
        spin();
      }
    }
  }

  private static void spin() {
    long end = System.nanoTime() + 20_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void program() {
    var loop = getRunningLoop();
    loop.setExceptionHandler((where, report) -> contend());
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 3; i++) {
      tasks.add(createTask(this::contendInATask));
    }
    for (int i = 0; i < ROUNDS; i++) {
      loop.callSoon(this::contend);
      loop.callSoonThreadsafe(this::contend);
      loop.callLater(0.0001, this::contend);
      loop.callSoon(
          () -> {
            contend();
            throw new IllegalStateException("for the handler");
          });
      createTask(Coroutine.of(Script.of(value -> stacklessStep()))).addDoneCallback(t -> contend());
      sleep(0);
    }
    sleep(0.001);
    tasks.forEach(task -> await(task));
  }

  private Object stacklessStep() {
    contend();
    return null;
  }

  private void contendInATask() {
    for (int i = 0; i < ROUNDS; i++) {
      contend();
      sleep(i % 50 == 0 ? 0.0002 : 0);
    }
  }

  @Test
  void theCarrierNeverWaitsForALock() throws Exception {
    var foreign = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      foreign.add(Thread.ofPlatform().daemon().start(this::contendSlowly));
    }
    CarrierWaits waits = waitsDuring(() -> run(this::program));
    over.set(true);
    for (Thread thread : foreign) {
      thread.join();
    }

    assertThat(waits.elsewhere()).isEmpty();
    assertThat(waits.inTheReactor()).isPositive();
  }

  @Test
  void theCheckFindsAWaitOfTheCarrier() throws Exception {
    var held = new AtomicBoolean();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              synchronized (monitor) {
                held.set(true);
                while (!over.get()) {
                  Thread.onSpinWait();
                }
              }
            });
    while (!held.get()) {
      Thread.onSpinWait();
    }
    CarrierWaits waits =
        waitsDuring(
            () -> {
              var loop = (BaseEventLoop) EventLoop.create();
              // As the loop's own code could, and must not.
              loop.callSoon(() -> loop.onCarrier(this::waitForTheMonitor));
              loop.callSoon(loop::stop);
              Thread.ofPlatform().daemon().start(this::endSoon);
              loop.runForever();
              loop.close();
            });

    assertThat(waits.elsewhere()).isNotEmpty();
  }

  private void waitForTheMonitor() {
    synchronized (monitor) {
      out.println("got it");
    }
  }

  private void endSoon() {
    for (int i = 0; i < 1_000; i++) {
      spin();
    }
    over.set(true);
  }
}
