package org.asyncio4j.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;

/** Finds out whether a contestant is there, and in which version. */
interface Probe {
  /** How long a command may take that only says a version. */
  int PATIENCE_SECONDS = 20;

  /** Looks, which may start a process. */
  Presence look();

  /**
   * Asks a command, whose output is the version; the last line it prints otherwise is the reason.
   */
  static Probe command(List<String> command) {
    return () -> ask(command);
  }

  /** Looks for a class on the class path. */
  static Probe ofClass(String name, Probe ifThere) {
    return () ->
        Probe.class.getResource("/" + name.replace('.', '/') + ".class") == null
            ? new Missing(name + " is not in the jar")
            : ifThere.look();
  }

  private static Presence ask(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      // What says a version fits into a pipe, so it can end before it is read.
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Missing(command.getFirst() + " does not answer");
      }
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      String lastLine = answer.lines().reduce("", (earlier, line) -> line);
      if (process.exitValue() == 0) {
        return new Present(lastLine);
      }
      return new Missing(
          lastLine.isEmpty()
              ? command.getFirst() + " ended with status " + process.exitValue()
              : lastLine);
    } catch (IOException notThere) {
      return new Missing("no " + command.getFirst() + " here");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Missing("interrupted while asking " + command.getFirst());
    }
  }
}
