package org.asyncio4j.net;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The signals that can be sent to one process, and what its exit status says of them.
 *
 * <p>The JDK reports the end by signal N as exit status 128+N, which a program can also exit with,
 * as shells do. So whatever may be the end by a signal is taken for it.
 */
final class ProcessSignals {
  private static final String OS = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
  static final boolean ON_WINDOWS = OS.startsWith("windows");

  // By number, from 1.
  private static final List<String> NAMES =
      List.of(
          (OS.startsWith("mac")
                  ? "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP"
                      + " TSTP CONT CHLD TTIN TTOU IO XCPU XFSZ VTALRM PROF WINCH INFO USR1 USR2"
                  : "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT"
                      + " CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
              .split(" "));

  // What these do to a process by default is not to end it.
  private static final Set<String> HARMLESS =
      Set.of("CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "WINCH", "INFO");

  private static final int SIGNALLED = 128;

  private final ProcessHandle process;
  // One after the other, so that they arrive in this order. The loop's thread.
  private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);

  ProcessSignals(ProcessHandle process) {
    this.process = process;
  }

  /** {@return the exit status in Python's way: -N for the end by signal N} */
  static int returncode(int exitValue) {
    int signal = exitValue - SIGNALLED;
    if (ON_WINDOWS || signal < 1 || signal > NAMES.size()) {
      return exitValue;
    }
    return HARMLESS.contains(NAMES.get(signal - 1)) ? exitValue : -signal;
  }

  void terminate() {
    process.destroy();
  }

  void kill() {
    process.destroyForcibly();
  }

  /** {@return the name of a signal without SIG} */
  static String name(String signal) {
    String name = signal.startsWith("SIG") ? signal.substring(3) : signal;
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "unknown signal: %s (expected a name such as INT or SIGTERM)".formatted(signal));
    }
    return name;
  }

  void send(String name) {
    switch (name) {
      case "TERM" -> inOrder(this::terminate);
      // Nothing can be ahead of this one that would matter after it.
      case "KILL" -> kill();
      default -> {
        if (ON_WINDOWS) {
          throw new UnsupportedOperationException(
              "Windows has no signal " + name + ": expected TERM or KILL");
        }
        sendByShell(name);
      }
    }
  }

  private void inOrder(Runnable send) {
    if (lastSent.isDone()) {
      send.run();
    } else {
      lastSent = lastSent.thenRun(send);
    }
  }

  /**
   * The JDK can send no other signals; the shell can, and unlike the command of that name it is
   * everywhere.
   */
  private void sendByShell(String name) {
    if (lastSent.isDone()) {
      lastSent = startShell(name);
    } else {
      lastSent = lastSent.thenCompose(before -> startShell(name));
    }
  }

  private CompletableFuture<?> startShell(String name) {
    if (!process.isAlive()) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      return new ProcessBuilder(
              "/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(process.pid()))
          .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          // What it complains of is that the process has just ended.
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit();
    } catch (IOException e) {
      System.getLogger("asyncio4j")
          .log(
              System.Logger.Level.WARNING,
              "cannot send SIG%s to process %s".formatted(name, process.pid()),
              e);
      return CompletableFuture.completedFuture(null);
    }
  }
}
