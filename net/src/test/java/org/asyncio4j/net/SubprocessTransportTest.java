package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.Net.createSubprocessExec;
import static org.asyncio4j.net.Net.createSubprocessShell;
import static org.asyncio4j.net.Net.subprocessExec;
import static org.asyncio4j.net.Net.subprocessShell;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class SubprocessTransportTest {
  private static final SubprocessOptions PIPES = SubprocessOptions.PIPES;

  private final Leaks leaks = new Leaks();

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    leaks.assertNone();
  }

  /** Keeps what it is told. */
  private static final class Recorder implements SubprocessProtocol {
    final List<String> events = new ArrayList<>();
    final Future<@Nullable Void> over = getRunningLoop().createFuture();

    @Override
    public void connectionMade(BaseTransport transport) {
      events.add("made");
    }

    @Override
    public void pipeDataReceived(int fd, byte[] data) {
      events.add(fd + ": " + new String(data, UTF_8).strip());
    }

    @Override
    public void pipeConnectionLost(int fd, @Nullable Throwable exception) {
      events.add(fd + " lost" + (exception == null ? "" : ": " + exception));
    }

    @Override
    public void processExited() {
      events.add("exited");
    }

    @Override
    public void connectionLost(@Nullable Throwable exception) {
      events.add("over");
      over.setResult(null);
    }
  }

  @Test
  void protocolIsToldOfEverythingBetweenMadeAndOver() {
    run(
        () -> {
          var cat =
              subprocessShell(Recorder::new, "read line; echo got $line; echo err >&2", PIPES);
          assertThat(cat.protocol().events).containsExactly("made");
          var stdin = (WriteTransport) cat.transport().getPipeTransport(0).orElseThrow();
          stdin.write("it\n".getBytes(UTF_8));
          await(cat.protocol().over);

          assertThat(cat.protocol().events)
              .startsWith("made")
              .endsWith("over")
              .containsExactlyInAnyOrder(
                  "made", "1: got it", "2: err", "0 lost", "1 lost", "2 lost", "exited", "over");
          assertThat(cat.transport().getReturncode()).hasValue(0);
          assertThat(cat.transport().isClosing()).isTrue();
        });
  }

  @Test
  void transportKnowsItsProcess() {
    run(
        () -> {
          var sleep =
              subprocessExec(
                  Recorder::new,
                  List.of("sleep", "1000"),
                  SubprocessOptions.DEFAULT.withStdout(Subprocess.PIPE));
          var transport = sleep.transport();

          assertThat(transport.getPid()).isPositive();
          assertThat(transport.getExtraInfo(ExtraInfo.SUBPROCESS).pid())
              .isEqualTo(transport.getPid());
          assertThat(transport.getReturncode()).isEmpty();
          assertThat(transport.getPipeTransport(0)).isEmpty();
          assertThat(transport.getPipeTransport(1)).containsInstanceOf(ReadTransport.class);
          assertThat(transport.getPipeTransport(2)).isEmpty();
          assertThat(transport.getPipeTransport(7)).isEmpty();
          assertThat(transport.getProtocol()).isSameAs(sleep.protocol());
          assertThat(transport)
              .hasToString("ProcessTransport[pid=%s, running]".formatted(transport.getPid()));
          transport.close();
          await(sleep.protocol().over);
        });
  }

  @Test
  void closingItKillsTheProcess() {
    run(
        () -> {
          var sleep = subprocessExec(Recorder::new, List.of("sleep", "1000"), PIPES);
          sleep.transport().close();
          sleep.transport().close();
          await(sleep.protocol().over);

          assertThat(sleep.transport().getReturncode()).hasValue(-9);
          assertThat(sleep.protocol().events)
              .containsExactlyInAnyOrder("made", "0 lost", "1 lost", "2 lost", "exited", "over");
        });
  }

  @Test
  void closingItEndsReadsOfWhatAGrandchildHolds() throws Exception {
    long[] grandchild = new long[1];
    run(
        () -> {
          var shell =
              createSubprocessShell("sleep 1000 & echo $!; wait", PIPES.withStdin(Subprocess.PIPE));
          grandchild[0] = Long.parseLong(new String(shell.stdout().readline(), UTF_8).strip());
          shell.kill();
          var wait = createTask(shell::waitFor);
          while (shell.returncode().isEmpty()) {
            sleep(0.001);
          }
          sleep(0.02);

          assertThat(wait.done()).isFalse(); // as in Python: its pipes are open
          assertThat(Leaks.threads()).isNotEmpty();
          wait.cancel();
        });
    // The loop is closed, and said so.
    try {
      if (System.getProperty("asyncio4j.net") == null) {
        leaks.assertNone();
      }
    } finally {
      ProcessHandle.of(grandchild[0]).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void pausedPipeBringsNothingUntilItIsResumed() {
    run(
        () -> {
          var echo =
              subprocessShell(
                  Recorder::new,
                  "echo one; read go; echo two",
                  PIPES.withStderr(Subprocess.DEVNULL));
          var events = echo.protocol().events;
          var stdin = (WriteTransport) echo.transport().getPipeTransport(0).orElseThrow();
          var stdout = (ReadTransport) echo.transport().getPipeTransport(1).orElseThrow();
          while (!events.contains("1: one")) {
            sleep(0.001);
          }
          stdout.pauseReading();
          stdout.pauseReading();
          assertThat(stdout.isReading()).isFalse();
          stdin.write("go\n".getBytes(UTF_8));
          while (!events.contains("exited")) {
            sleep(0.001);
          }
          sleep(0.02);
          assertThat(events).doesNotContain("1: two", "1 lost", "over");
          stdout.resumeReading();
          await(echo.protocol().over);

          assertThat(events).containsSubsequence("1: two", "1 lost", "over");
        });
  }

  // --- cancellation -----------------------------------------------------------------------------

  @Test
  @Behaviour(274)
  void cancelledCreationLeavesNoProcess() {
    run(
        () -> {
          for (int i = 0; i < 20; i++) {
            var before = ProcessHandle.current().children().count();
            var creation = createTask(() -> createSubprocessExec(List.of("sleep", "1000"), PIPES));
            sleep(0);
            assertThat(ProcessHandle.current().children().count()).isGreaterThan(before);
            creation.cancel();

            assertThatThrownBy(() -> await(creation)).isInstanceOf(CancelledError.class);
          }
        });
  }

  @Test
  void conversationCanBeCancelledAtEachAwait() {
    run(
        () -> {
          for (int rounds = 0; rounds < 60; rounds++) {
            var conversation = createTask(SubprocessTransportTest::conversation);
            for (int i = 0; i < rounds && !conversation.done(); i++) {
              sleep(i % 4 == 3 ? 0.001 : 0);
            }
            boolean cancelled = conversation.cancel();
            try {
              assertThat(await(conversation)).isZero();
            } catch (CancelledError e) {
              assertThat(cancelled).isTrue();
            }
          }
        });
  }

  private static int conversation() throws Exception {
    var cat = createSubprocessExec(List.of("cat"), PIPES);
    try {
      cat.stdin().write("ping\n".getBytes(UTF_8));
      cat.stdin().drain();
      assertThat(cat.stdout().readline()).hasSize(5);
      assertThat(cat.communicate(new byte[200_000]).stdout()).hasSize(200_000);
      return cat.waitFor();
    } finally {
      if (cat.returncode().isEmpty()) {
        cat.kill();
      }
      cat.communicate(); // a paused pipe would keep a mere wait waiting, as in Python
    }
  }

  // --- the loop's end ---------------------------------------------------------------------------

  /** {@return the warnings about what is not closed} */
  private static List<String> warningsOf(Runnable body) {
    var warnings = new CopyOnWriteArrayList<String>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (entry.getLevel().equals(Level.WARNING)) {
              warnings.add(entry.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("asyncio4j");
    logger.addHandler(handler);
    try {
      body.run();
    } finally {
      logger.removeHandler(handler);
    }
    return warnings;
  }

  @Test
  void closingTheLoopKillsAnAbandonedProcessAndSaysSo() {
    var warnings =
        warningsOf(
            () ->
                run(
                    () -> {
                      createSubprocessExec(List.of("sleep", "1000"), PIPES);
                    }));

    assertThat(warnings)
        .filteredOn(warning -> warning.contains("ProcessTransport"))
        .singleElement()
        .asString()
        .matches(
            "unclosed transport ProcessTransport\\[pid=\\d+, running\\]: close it before its loop");
  }

  @Test
  void processThatWasWaitedForIsNotComplainedOf() {
    var warnings =
        warningsOf(
            () ->
                run(
                    () -> {
                      createSubprocessExec(List.of("cat"), PIPES).communicate();
                      createSubprocessExec("true").waitFor();
                    }));

    assertThat(warnings).isEmpty();
  }

  @Test
  void wholeOutputOfAPythonProgramComes() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0,
        "there is no python3");
    var output =
        run(
            () ->
                createSubprocessExec(
                        List.of(
                            "python3",
                            "-c",
                            "import sys; data = sys.stdin.buffer.read();"
                                + " sys.stdout.buffer.write(data[::-1]); sys.exit(len(data))"),
                        PIPES)
                    .communicate("stressed".getBytes(UTF_8)));

    assertThat(new String(output.stdout(), UTF_8)).isEqualTo("desserts");
  }

  @Test
  void nothingIsStartedOutsideALoop() {
    assertThatThrownBy(() -> createSubprocessExec("true"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no running event loop");
  }
}
