package org.asyncio4j.userland;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.spi.EngineKind;

/** Programs for JVMs without the flag, in a package that is not asyncio4j's own. */
public final class FlaglessPrograms {
  private FlaglessPrograms() {}

  /** Prints what is logged; ends the JVM when a warning tells of a call that holds the loop. */
  private static void printLog() {
    Logger logger = Logger.getLogger("asyncio4j");
    logger.setUseParentHandlers(false);
    logger.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord logged) {
            System.out.println(logged.getLevel() + ": " + logged.getMessage());
            if (logged.getMessage().contains(" holds the loop ")) {
              Runtime.getRuntime().halt(7);
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
    KEPT = logger;
  }

  @SuppressWarnings("unused") // the JDK keeps loggers by weak references
  private static Logger KEPT;

  public static final class TwoLoops {
    public static void main(String[] args) {
      printLog();
      System.out.println(LoopOptions.DEFAULT.engineKind());
      for (int i = 0; i < 2; i++) {
        run(() -> System.out.println("ran"));
      }
    }
  }

  public static final class AsksForTheLoopEngine {
    public static void main(String[] args) {
      try {
        EventLoop.create(LoopOptions.DEFAULT.withEngine(EngineKind.LOOP));
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  public static final class QueueBetweenTasks {
    public static void main(String[] args) {
      printLog();
      run(
          () -> {
            var queue = new LinkedBlockingQueue<String>();
            Task<String> reader = createTask(() -> queue.take());
            createTask(
                () -> {
                  sleep(0.1);
                  queue.add("x");
                });
            await(reader);
          });
    }
  }

  public static final class MonitorOfASuspendedTask {
    private static final Object MONITOR = new Object();

    private static void sleepInside() {
      synchronized (MONITOR) {
        sleep(0.2);
      }
    }

    public static void main(String[] args) {
      printLog();
      run(
          () -> {
            createTask(() -> sleepInside(), TaskOptions.named("owner"));
            sleep(0.1);
            synchronized (MONITOR) {
              System.out.println("never");
            }
          });
    }
  }
}
