package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.net.Net.createSubprocessExec;
import static org.asyncio4j.net.Net.createSubprocessShell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class SubprocessTest {
  private static final SubprocessOptions PIPES = SubprocessOptions.PIPES;
  private static final SubprocessOptions OUT =
      SubprocessOptions.DEFAULT.withStdout(Subprocess.PIPE);

  private final Leaks leaks = new Leaks();

  @TempDir Path directory;

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    leaks.assertNone();
  }

  private static Subprocess.Output sh(String command, SubprocessOptions options) {
    return run(() -> createSubprocessShell(command, options).communicate());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /**
   * Without the signals that this JVM ignores, under nohup for example: its children do so, too.
   */
  private static List<Map.Entry<String, Integer>> deadly(Map<String, Integer> signals) {
    return signals.entrySet().stream()
        .filter(signal -> !IgnoredSignalsTest.isIgnored(signal.getKey()))
        .toList();
  }

  // --- streams ----------------------------------------------------------------------------------

  @Test
  void catEchoesLineByLine() {
    run(
        () -> {
          var cat = createSubprocessExec(List.of("cat"), PIPES);
          for (String line : List.of("one\n", "two\n", "three\n")) {
            cat.stdin().write(bytes(line));
            cat.stdin().drain();

            assertThat(text(cat.stdout().readline())).isEqualTo(line);
          }
          cat.stdin().close();

          assertThat(cat.stdout().read()).isEmpty();
          assertThat(cat.waitFor()).isZero();
          cat.stdin().waitClosed();
        });
  }

  @Test
  void tenMegabytesGoBothWaysWithoutDeadlock() {
    byte[] data = new byte[10 << 20];
    new Random(1).nextBytes(data);

    var output = run(() -> createSubprocessExec(List.of("cat"), PIPES).communicate(data));

    assertThat(Arrays.equals(output.stdout(), data)).isTrue();
    assertThat(output.stderr()).isEmpty();
  }

  @Test
  void outputThatNobodyReadsStaysInTheProcess() {
    run(
        () -> {
          var process = createSubprocessExec(List.of("head", "-c", "20000000", "/dev/zero"), OUT);
          process.stdout().readexactly(1);
          while (process.stdout().buffered() <= 2 * StreamReader.DEFAULT_LIMIT) {
            sleep(0.001);
          }
          sleep(0.05);

          // One chunk above the mark, and one that was on its way.
          assertThat(process.stdout().buffered()).isLessThan(4 * StreamReader.DEFAULT_LIMIT + 1);
          assertThat(process.returncode()).isEmpty();

          assertThat(process.stdout().read()).hasSize(20_000_000 - 1);
          assertThat(process.waitFor()).isZero();
        });
  }

  @Test
  void inputThatTheProcessDoesNotReadHoldsUpItsWriter() {
    run(
        () -> {
          var process =
              createSubprocessShell("read go; cat | wc -c", PIPES.withStderr(Subprocess.INHERIT));
          process.stdin().write(new byte[1 << 20]);
          var drained = createTask(() -> process.stdin().drain());
          sleep(0.05);

          assertThat(drained.done()).isFalse();

          process.stdin().write(bytes("\n12345"));
          process.stdin().close();
          await(drained);
          var output = process.communicate();
          assertThat(text(output.stdout()).strip()).isEqualTo("5");
        });
  }

  @Test
  void errorsComeThroughAPipeOfTheirOwn() {
    var output = sh("echo out; echo err >&2", PIPES);

    assertThat(text(output.stdout())).isEqualTo("out\n");
    assertThat(text(output.stderr())).isEqualTo("err\n");
  }

  @Test
  void errorsCanGoWhereTheOutputGoes() {
    var output = sh("echo out; echo err >&2", OUT.withStderr(Subprocess.STDOUT));

    assertThat(text(output.stdout())).isEqualTo("out\nerr\n");
    assertThat(output.stderr()).isEmpty();
  }

  @Test
  void nullDeviceIsEmptyAndTakesEverything() {
    var output =
        sh(
            "cat; echo out >&2; echo gone",
            SubprocessOptions.DEFAULT
                .withStdin(Subprocess.DEVNULL)
                .withStdout(Subprocess.DEVNULL)
                .withStderr(Subprocess.PIPE));

    assertThat(output.stdout()).isEmpty();
    assertThat(text(output.stderr())).isEqualTo("out\n");
  }

  @Test
  void filesAreReadWrittenAndAppendedTo() throws Exception {
    Path in = Files.writeString(directory.resolve("in"), "from a file\n");
    Path out = Files.writeString(directory.resolve("out"), "is overwritten, all of it");
    Path log = Files.writeString(directory.resolve("log"), "first\n");

    sh(
        "cat; echo second >&2",
        SubprocessOptions.DEFAULT
            .withStdin(Redirect.from(in))
            .withStdout(Redirect.to(out))
            .withStderr(Redirect.appendTo(log)));

    assertThat(out).hasContent("from a file\n");
    assertThat(log).hasContent("first\nsecond\n");
  }

  @Test
  void directoryAndEnvironmentAreTheProcesss() throws Exception {
    var output =
        sh(
            "pwd; echo $GREETING; echo ${HOME-none}",
            OUT.withCwd(directory).withEnv(Map.of("GREETING", "hello")));

    assertThat(text(output.stdout()))
        .isEqualTo("%s%nhello%nnone%n".formatted(directory.toRealPath()));
  }

  @Test
  void whatAGrandchildWritesAfterTheEndIsReadToo() {
    var output = sh("(sleep 0.2; echo late; sleep 0.1; echo later) & echo early", OUT);

    assertThat(text(output.stdout())).isEqualTo("early\nlate\nlater\n");
  }

  // --- communicate ------------------------------------------------------------------------------

  @Test
  @Behaviour(274)
  void communicateIgnoresAChildThatHasClosedItsStdin() {
    byte[] more = new byte[1 << 20];

    var output = run(() -> createSubprocessShell("exec <&-; echo done", PIPES).communicate(more));

    assertThat(text(output.stdout())).isEqualTo("done\n");
  }

  @Test
  @Behaviour(274)
  void communicateIgnoresAChildThatReadsOnlyTheBeginning() {
    byte[] more = new byte[10 << 20];

    var output =
        run(() -> createSubprocessExec(List.of("head", "-c", "3"), PIPES).communicate(more));

    assertThat(output.stdout()).hasSize(3);
  }

  @Test
  void communicateClosesStdinEvenForNoInput() {
    var output = run(() -> createSubprocessExec(List.of("cat"), PIPES).communicate());

    assertThat(output.stdout()).isEmpty();
  }

  @Test
  void communicateRefusesInputForNoPipe() {
    run(
        () -> {
          var process = createSubprocessExec(List.of("true"), SubprocessOptions.DEFAULT);

          assertThatThrownBy(() -> process.communicate(bytes("x")))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("stdin of Subprocess[pid=")
              .hasMessageContaining("is no pipe: start it with Subprocess.PIPE");
          process.waitFor();
        });
  }

  @Test
  void cancelledCommunicateLeavesTheProcessRunning() {
    run(
        () -> {
          var cat = createSubprocessExec(List.of("cat"), PIPES.withStdin(Subprocess.PIPE));
          var reading = createTask(() -> cat.stdout().read());
          sleep(0.01);
          reading.cancel();
          assertThatThrownBy(() -> await(reading)).isInstanceOf(CancelledError.class);

          assertThat(cat.returncode()).isEmpty();
          assertThat(text(cat.communicate(bytes("still here")).stdout())).isEqualTo("still here");
        });
  }

  // --- the end ----------------------------------------------------------------------------------

  @Test
  void returncodeIsTheExitStatus() {
    run(
        () -> {
          for (int status : new int[] {0, 1, 7, 127, 128, 200, 255}) {
            var process = createSubprocessShell("exit " + status);

            assertThat(process.waitFor()).isEqualTo(status);
            assertThat(process.returncode()).hasValue(status);
          }
        });
  }

  @Test
  void returncodeIsNegativeForASignal() {
    run(
        () -> {
          for (var signal : deadly(Map.of("TERM", 15, "KILL", 9, "INT", 2, "HUP", 1))) {
            var process = createSubprocessShell("kill -%s $$".formatted(signal.getKey()));

            assertThat(process.waitFor()).isEqualTo(-signal.getValue());
          }
        });
  }

  @Test
  @Behaviour(274)
  void manyTasksMayWait() {
    var codes =
        run(
            () -> {
              var process = createSubprocessExec(List.of("cat"), PIPES);
              var waits = new ArrayList<Task<Integer>>();
              for (int i = 0; i < 10; i++) {
                waits.add(createTask(process::waitFor));
              }
              sleep(0);
              process.stdin().close();
              return await(gather(waits));
            });

    assertThat(codes).hasSize(10).containsOnly(0);
  }

  @Test
  @Behaviour(274)
  void cancelledWaitLeavesTheOthersAndTheProcess() {
    run(
        () -> {
          var cat = createSubprocessExec(List.of("cat"), PIPES);
          var first = createTask(cat::waitFor);
          var second = createTask(cat::waitFor);
          sleep(0);
          first.cancel();
          assertThatThrownBy(() -> await(first)).isInstanceOf(CancelledError.class);

          assertThat(cat.returncode()).isEmpty();
          cat.stdin().close();
          assertThat(await(second)).isZero();
        });
  }

  @Test
  void timeoutOverAWaitEnds() {
    run(
        () -> {
          var process = createSubprocessExec("sleep", "1000");
          assertThatThrownBy(() -> timeout(0.05, process::waitFor))
              .isInstanceOf(TimeoutException.class);
          process.kill();

          assertThat(process.waitFor()).isEqualTo(-9);
        });
  }

  // --- signals ----------------------------------------------------------------------------------

  @Test
  void signalsAreSent() {
    run(
        () -> {
          for (var signal :
              deadly(Map.of("SIGTERM", 15, "KILL", 9, "SIGINT", 2, "HUP", 1, "USR1", 10))) {
            var process = createSubprocessExec("sleep", "1000");
            process.sendSignal(signal.getKey());

            assertThat(process.waitFor()).isEqualTo(-signal.getValue());
          }
        });
  }

  @Test
  void terminateCanBeHandled() {
    run(
        () -> {
          var process =
              createSubprocessShell(
                  "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done", OUT);
          assertThat(text(process.stdout().readline())).isEqualTo("ready\n");
          process.terminate();

          assertThat(text(process.stdout().read())).isEqualTo("bye\n");
          assertThat(process.waitFor()).isEqualTo(3);
        });
  }

  @Test
  void signalsArriveInTheirOrder() {
    run(
        () -> {
          var process =
              createSubprocessShell(
                  """
                  trap 'echo usr1' USR1; trap 'echo usr2' USR2; trap 'exit 4' TERM
                  echo ready; while :; do sleep 0.01; done""",
                  OUT);
          process.stdout().readline();
          process.sendSignal("STOP");
          process.sendSignal("USR1");
          process.sendSignal("CONT");
          assertThat(text(process.stdout().readline())).isEqualTo("usr1\n");
          process.sendSignal("USR2");
          process.terminate();

          assertThat(text(process.stdout().read())).isIn("usr2\n", "");
          assertThat(process.waitFor()).isEqualTo(4);
        });
  }

  @Test
  void unknownSignalIsRefused() {
    run(
        () -> {
          var process = createSubprocessExec("true");

          assertThatThrownBy(() -> process.sendSignal("SIGFOO"))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("unknown signal: SIGFOO (expected a name such as INT or SIGTERM)");
          process.waitFor();
        });
  }

  @Test
  void processThatHasEndedGetsNoSignal() {
    run(
        () -> {
          var process = createSubprocessExec("true");
          process.waitFor();

          for (Runnable send :
              List.<Runnable>of(
                  process::kill, process::terminate, () -> process.sendSignal("INT"))) {
            assertThatThrownBy(send::run)
                .isInstanceOf(ProcessLookupException.class)
                .hasMessageContaining("returncode=0");
          }
        });
  }

  // --- what goes wrong --------------------------------------------------------------------------

  private static void assertRefused(Callable<?> start, Class<?> type, String message) {
    run(() -> assertThatThrownBy(start::call).isInstanceOf(type).hasMessageContaining(message));
  }

  @Test
  void programThatIsNotThereIsNamed() {
    assertRefused(
        () -> createSubprocessExec("no-such-program", "x"),
        java.nio.file.NoSuchFileException.class,
        "no-such-program: no such program");
  }

  @Test
  void programThatMayNotBeExecutedIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("plain"), "text");

    assertRefused(
        () -> createSubprocessExec(file.toString()),
        java.nio.file.AccessDeniedException.class,
        file + ": it may not be executed");
  }

  @Test
  void directoryThatIsNotThereIsNamed() {
    assertRefused(
        () -> createSubprocessExec(List.of("true"), OUT.withCwd(directory.resolve("nowhere"))),
        java.nio.file.NoSuchFileException.class,
        "nowhere: cannot run true there");
  }

  @Test
  void fileThatIsNotThereIsNamed() {
    Path nowhere = directory.resolve("nowhere");

    assertRefused(
        () -> createSubprocessExec(List.of("true"), OUT.withStdin(Redirect.from(nowhere))),
        java.io.FileNotFoundException.class,
        nowhere.toString());
  }

  @Test
  void commandMustHaveAProgramAndNoNullCharacters() {
    assertRefused(
        () -> createSubprocessExec(List.of(), OUT),
        IllegalArgumentException.class,
        "no program to run: the command is empty");
    assertRefused(
        () -> createSubprocessExec("echo", "a\0b"),
        IllegalArgumentException.class,
        "a null character in the command of echo, at argument 1");
  }

  @Test
  void streamThatIsNoPipeIsRefused() {
    run(
        () -> {
          var process = createSubprocessExec("true");
          assertThatThrownBy(process::stdin).hasMessageContaining("stdin of Subprocess[pid=");
          assertThatThrownBy(process::stdout).hasMessageContaining("stdout of Subprocess[pid=");
          assertThatThrownBy(process::stderr).hasMessageContaining("stderr of Subprocess[pid=");
          process.waitFor();
        });
  }

  @Test
  void fiftyProcessesRunAtOnce() {
    var outputs =
        run(
            () -> {
              var tasks = new ArrayList<Task<String>>();
              for (int i = 0; i < 50; i++) {
                byte[] name = bytes("process " + i);
                tasks.add(
                    createTask(
                        () ->
                            text(
                                createSubprocessExec(List.of("cat"), PIPES)
                                    .communicate(name)
                                    .stdout())));
              }
              return await(gather(tasks));
            });

    assertThat(outputs).hasSize(50).startsWith("process 0").endsWith("process 49");
  }
}
