package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that nobody closes is warned of when it is collected. */
@Timeout(60)
final class UnclosedLoopTest {
  private final Logger logger = Logger.getLogger("asyncio4j");
  private final Warnings warnings = new Warnings();

  /** Keeps the warnings of unclosed loops, which come from the cleaner's thread. */
  private static final class Warnings extends Handler {
    private final ConcurrentLinkedQueue<LogRecord> records = new ConcurrentLinkedQueue<>();

    long of(String maker) {
      return records.stream()
          .filter(record -> record.getMessage().contains("'" + maker + "'"))
          .count();
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel() == Level.WARNING
          && record.getMessage().startsWith("unclosed event loop")) {
        records.add(record);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    logger.setUseParentHandlers(false);
    logger.addHandler(warnings);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(warnings);
    logger.setUseParentHandlers(true);
  }

  /** Has a thread of a certain name make a loop and use it, and forgets it. */
  private static void makeLoop(String maker, Consumer<EventLoop> use) throws InterruptedException {
    Thread.ofPlatform().name(maker).start(() -> use.accept(EventLoop.create())).join();
  }

  private void awaitWarningOf(String maker) {
    while (warnings.of(maker) == 0) {
      System.gc();
      Thread.onSpinWait();
    }
  }

  @Test
  @Behaviour(30)
  void loopThatIsNeverClosedIsWarnedOfOnceWhenItIsCollected() throws Exception {
    makeLoop("never closed", loop -> {});

    awaitWarningOf("never closed");
    System.gc();

    assertThat(warnings.of("never closed")).isOne();
  }

  @Test
  @Behaviour(30)
  void idleThreadsOfTasksDoNotKeepALoop() throws Exception {
    makeLoop("had tasks", UnclosedLoopTest::runTasks);

    awaitWarningOf("had tasks");
  }

  private static void runTasks(EventLoop loop) {
    loop.runUntilComplete(
        () -> {
          Task<?> first = createTask(() -> sleep(0));
          Task<?> second = createTask(() -> sleep(0));
          await(first);
          await(second);
        });
  }

  @Test
  @Behaviour(30)
  void closedLoopIsNotWarnedOf() throws Exception {
    makeLoop(
        "closed",
        loop -> {
          runTasks(loop);
          loop.close();
        });
    // Collected later than the closed one could have been.
    makeLoop("after it", loop -> {});

    awaitWarningOf("after it");
    System.gc();

    assertThat(warnings.of("closed")).isZero();
  }

  @Test
  @Behaviour(30)
  void loopThatSomebodyHoldsIsNotWarnedOf() throws Exception {
    var held = EventLoop.create();
    var made = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .name("held")
            .start(
                () -> {
                  EventLoop loop = EventLoop.create();
                  made.countDown();
                  awaitLatch(over);
                  loop.close();
                });
    made.await();
    makeLoop("collected meanwhile", loop -> {});

    awaitWarningOf("collected meanwhile");

    assertThat(warnings.of("held")).isZero();
    over.countDown();
    holder.join();
    held.close();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
