package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;

/** Ctrl-C during run: real signals to other JVMs, each sent when the program says it is ready. */
@Timeout(180)
final class SigintTest {

  private static void say(Object line) {
    System.out.println(line);
  }

  /** Runs a program and says how run ended, and whether the thread was left interrupted. */
  private static void report(Action program) {
    try {
      // Some programs hold the loop until they are interrupted; a warning would be in the output.
      LoopOptions.where(LoopOptions.DEFAULT.withoutBlockedCallWarning(), program);
      say("run returned");
    } catch (Throwable thrown) {
      say("run threw " + thrown.getClass().getSimpleName());
    }
    if (Thread.currentThread().isInterrupted()) {
      say("interrupted");
    }
  }

  static final class Sleeps {
    public static void main(String[] args) {
      report(
          () ->
              run(
                  () -> {
                    createTask(
                        () -> {
                          try {
                            sleep(3600);
                          } finally {
                            say("other task's finally");
                          }
                        });
                    sleep(0);
                    try {
                      say("ready");
                      sleep(3600);
                    } finally {
                      sleep(0.001);
                      say("finally");
                    }
                  }));
    }
  }

  @Test
  @Behaviour(235)
  void firstInterruptCancelsTheMainTaskWhoseFinallyBlocksRun() throws Exception {
    try (var child = ChildJvm.start(Sleeps.class)) {
      assertThat(child.prints("ready").interrupt().rest())
          .isEqualTo("finally\nother task's finally\nrun threw KeyboardInterrupt\nexit 0");
    }
  }

  static final class Swallows {
    public static void main(String[] args) {
      report(
          () -> {
            String value =
                run(
                    () -> {
                      try {
                        say("ready");
                        sleep(3600);
                      } catch (CancelledError e) {
                        say("swallowed");
                      }
                      return "value";
                    });
            say(value);
          });
    }
  }

  @Test
  @Behaviour(235)
  void valueOfAMainTaskThatSwallowsTheInterruptIsReturned() throws Exception {
    try (var child = ChildJvm.start(Swallows.class)) {
      assertThat(child.prints("ready").interrupt().rest())
          .isEqualTo("swallowed\nvalue\nrun returned\nexit 0");
    }
  }

  static final class Ignores {
    public static void main(String[] args) {
      report(
          () ->
              run(
                  () -> {
                    try {
                      say("ready");
                      sleep(3600);
                    } catch (CancelledError e) {
                      say("first");
                      try {
                        sleep(3600);
                      } finally {
                        say("cancelled in the clean-up");
                      }
                    }
                  }));
    }
  }

  @Test
  @Behaviour(236)
  void secondInterruptLeavesTheLoopAtOnce() throws Exception {
    try (var child = ChildJvm.start(Ignores.class)) {
      assertThat(child.prints("ready").interrupt().prints("first").interrupt().rest())
          .isEqualTo("cancelled in the clean-up\nrun threw KeyboardInterrupt\nexit 0");
    }
  }

  static final class CallbackBlocks {
    public static void main(String[] args) {
      report(
          () ->
              run(
                  () -> {
                    getRunningLoop()
                        .callSoon(
                            () -> {
                              say("blocks");
                              try {
                                Thread.sleep(3_600_000); // for the signal to interrupt
                              } catch (InterruptedException e) {
                                say("callback interrupted");
                              }
                            });
                    sleep(3600);
                  }));
    }
  }

  @Test
  @Behaviour(236)
  void secondInterruptReachesABlockedCallback() throws Exception {
    try (var child = ChildJvm.start(CallbackBlocks.class)) {
      // Both arrive while the loop is blocked; the second only counts if the first has.
      String rest = interruptUntilItEnds(child.prints("blocks"), "callback interrupted");

      assertThat(rest).isEqualTo("run threw KeyboardInterrupt\nexit 0");
    }
  }

  /** Sends two signals that must not be taken for one, as the system does with pending ones. */
  private static String interruptUntilItEnds(ChildJvm child, String line) throws Exception {
    child.interrupt();
    child.awaitSignalTaken();
    return child.interrupt().prints(line).rest();
  }

  static final class TaskBlocks {
    public static void main(String[] args) {
      report(
          () ->
              run(
                  () -> {
                    try {
                      say("blocks");
                      new CountDownLatch(1).await();
                    } finally {
                      say("finally");
                    }
                  }));
    }
  }

  @Test
  @Behaviour({235, 236})
  void blockedTaskIsInterruptedByTheFirstOrWhereItHoldsTheLoopByTheSecond() throws Exception {
    try (var child = ChildJvm.start(TaskBlocks.class)) {
      child.prints("blocks").interrupt();
      if (System.getProperty("asyncio4j.engine", "loop").equals("handoff")) {
        child.awaitSignalTaken();
        child.interrupt();
      }

      assertThat(child.rest()).isEqualTo("finally\nrun threw KeyboardInterrupt\nexit 0");
    }
  }

  static final class Computes {
    @SuppressWarnings("InfiniteLoopStatement")
    public static void main(String[] args) {
      run(
          () -> {
            say("computes");
            while (true) {
              Thread.onSpinWait();
            }
          });
    }
  }

  @Test
  void thirdInterruptEndsAProcessWhoseLoopCannotLeave() throws Exception {
    try (var child = ChildJvm.start(Computes.class)) {
      child.prints("computes").interrupt().awaitSignalTaken();
      child.interrupt().awaitSignalTaken();

      assertThat(child.interrupt().rest()).isEqualTo("exit 130");
    }
  }

  static final class AlsoCancelledByOthers {
    public static void main(String[] args) {
      report(
          () ->
              run(
                  () -> {
                    Task<?> main = currentTask().orElseThrow();
                    try {
                      say("ready");
                      sleep(3600);
                    } finally {
                      main.cancel();
                    }
                  }));
    }
  }

  @Test
  @Behaviour(237)
  void cancellationByOtherCodeTooIsACancellation() throws Exception {
    try (var child = ChildJvm.start(AlsoCancelledByOthers.class)) {
      assertThat(child.prints("ready").interrupt().rest())
          .isEqualTo("run threw CancelledError\nexit 0");
    }
  }

  static final class HandlesItself {
    public static void main(String[] args) {
      report(
          () ->
              run(
                  () -> {
                    var over = new Event();
                    getRunningLoop().addSignalHandler("INT", over::set);
                    say("ready");
                    over.await();
                    say("handled");
                    getRunningLoop().removeSignalHandler("INT");
                    say("removed");
                    sleep(3600);
                  }));
    }
  }

  @Test
  @Behaviour(235)
  void handlerOfTheLoopGoesFirstUntilItIsRemoved() throws Exception {
    try (var child = ChildJvm.start(HandlesItself.class)) {
      child.prints("ready").interrupt().prints("handled").prints("removed").interrupt();

      assertThat(child.rest()).isEqualTo("run threw KeyboardInterrupt\nexit 0");
    }
  }

  static final class CustomHandler {
    public static void main(String[] args) throws InterruptedException {
      var custom = new CountDownLatch(2);
      Signal.handle(new Signal("INT"), signal -> custom.countDown());
      run(
          () -> {
            say("ready");
            while (custom.getCount() == 2) {
              sleep(0.001);
            }
          });
      say("custom during run");
      custom.await();
      say("custom after run");
    }
  }

  @Test
  @Behaviour(238)
  void customHandlerStaysInPlaceDuringRunAndAfterIt() throws Exception {
    try (var child = ChildJvm.start(CustomHandler.class)) {
      child.prints("ready").interrupt().prints("custom during run").interrupt();

      assertThat(child.rest()).isEqualTo("custom after run\nexit 0");
    }
  }

  static final class OffTheMainThread {
    public static void main(String[] args) throws InterruptedException {
      Thread.ofPlatform()
          .start(
              () ->
                  run(
                      () -> {
                        say("ready");
                        sleep(3600);
                      }))
          .join();
    }
  }

  @Test
  @Behaviour(238)
  void runOnAnotherThreadLeavesTheInterruptToTheJvm() throws Exception {
    try (var child = ChildJvm.start(OffTheMainThread.class)) {
      assertThat(child.prints("ready").interrupt().rest()).isEqualTo("exit 130");
    }
  }

  @Test
  @Behaviour(238)
  void runWorksWhereTheJvmHandlesNoSignals() throws Exception {
    try (var child = ChildJvm.start(Sleeps.class, "-Xrs")) {
      assertThat(child.prints("ready").interrupt().rest()).isEqualTo("exit 130");
    }
  }

  static final class AfterRun {
    public static void main(String[] args) throws InterruptedException {
      run(() -> say("runs"));
      say("after");
      new CountDownLatch(1).await();
    }
  }

  @Test
  @Behaviour(235)
  void afterRunTheFormerHandlerIsBack() throws Exception {
    try (var child = ChildJvm.start(AfterRun.class)) {
      assertThat(child.prints("runs").prints("after").interrupt().rest()).isEqualTo("exit 130");
    }
  }
}
