package org.asyncio4j.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A contestant at work: sends it requests and waits for its answers, but not for ever.
 *
 * <p>Used by one thread at a time. What it writes to its standard error is passed on, and its last
 * lines are kept for whoever reports its end.
 */
final class ContestantProcess implements AutoCloseable {
  private static final int LAST_WORDS = 3;
  private static final int SECONDS_TO_END = 5;
  private static final int SECONDS_TO_CLOSE = 1;
  private static final String END = "\u0000end";

  private final Contestant contestant;
  private final Duration patience;
  private final Process process;
  private final Writer requests;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  // Guarded by itself: the thread that reads standard error writes it.
  private final ArrayDeque<String> lastWords = new ArrayDeque<>();
  private final Thread errors;

  private ContestantProcess(Contestant contestant, List<String> command, Duration patience)
      throws ContestantException {
    this.contestant = contestant;
    this.patience = patience;
    try {
      this.process = new ProcessBuilder(command).start();
    } catch (IOException impossible) {
      throw new ContestantException(
          "%s cannot be started: %s".formatted(contestant.title(), impossible.getMessage()));
    }
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().start(this::readAnswers);
    this.errors = Thread.ofPlatform().daemon().start(this::readErrors);
  }

  /** Starts a contestant; it has not said anything yet. */
  static ContestantProcess start(Contestant contestant, List<String> command, Duration patience)
      throws ContestantException {
    return new ContestantProcess(contestant, command, patience);
  }

  Contestant contestant() {
    return contestant;
  }

  /** Sends a line. That it has died meanwhile shows when it shall answer. */
  void send(String line) {
    try {
      requests.write(line + "\n");
      requests.flush();
    } catch (IOException dead) {
      // The pipe is broken. Its last words come with the answer that it does not give.
    }
  }

  /**
   * {@return its next line}
   *
   * @throws ContestantException if it dies or hangs
   */
  String answer() throws ContestantException {
    String line;
    try {
      line = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted");
    }
    if (line == null) {
      throw failure("said nothing for %s seconds".formatted(patience.toSeconds()));
    }
    if (line.equals(END)) {
      throw failure(howItEnded());
    }
    return line;
  }

  /**
   * Waits for a line that is known.
   *
   * @throws ContestantException if it says anything else, dies or hangs
   */
  void expect(String expected) throws ContestantException {
    String line = answer();
    if (!line.equals(expected)) {
      throw unexpected(line, expected);
    }
  }

  /** Has it run a workload for a while. */
  Sample go(int millis) throws ContestantException {
    send("go " + millis);
    String line = answer();
    String[] words = line.strip().split("\\s+", -1);
    if (words.length == 2) {
      try {
        return new Sample(Double.parseDouble(words[0]), Double.valueOf(words[1]));
      } catch (NumberFormatException notNumbers) {
        // Reported below, with all else that is not two numbers.
      }
    }
    throw unexpected(line, "WALL CPU");
  }

  /**
   * Asks for numbers.
   *
   * @return as many as are expected
   * @throws ContestantException if it says anything else, dies or hangs
   */
  double[] ask(String request, int numbers) throws ContestantException {
    send(request);
    String line = answer();
    String[] words = line.strip().split("\\s+", -1);
    if (words.length == numbers) {
      try {
        return Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
      } catch (NumberFormatException notNumbers) {
        // Reported below, with all else that is not as many numbers.
      }
    }
    throw unexpected(line, numbers + " numbers");
  }

  /** {@return the CPU time that the process has used, as far as the system says} */
  long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** {@return how many bytes of memory the process has in use} */
  long residentBytes() throws ContestantException {
    try {
      Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
      String kilobytes = Files.exists(status) ? fromProc(status) : fromPs();
      return Long.parseLong(kilobytes.strip()) * 1_024;
    } catch (IOException | NumberFormatException unreadable) {
      throw failure("has no readable memory: " + unreadable.getMessage());
    }
  }

  private static String fromProc(Path status) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return line.replaceAll("[^0-9]", "");
      }
    }
    throw new IOException("no VmRSS in " + status);
  }

  private String fromPs() throws IOException {
    Process ps =
        new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(process.pid())).start();
    return new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** {@return an exception that says who, what it did, and its last words} */
  ContestantException failure(String what) {
    var message = new StringBuilder(contestant.title()).append(' ').append(what);
    synchronized (lastWords) {
      if (!lastWords.isEmpty()) {
        message.append("; its last words: ").append(String.join(" | ", lastWords));
      }
    }
    return new ContestantException(message.toString());
  }

  ContestantException unexpected(String line, String expected) {
    return failure("said '%s', expected '%s'".formatted(line, expected));
  }

  /**
   * {@return the status with which it ends}
   *
   * @throws ContestantException if it does not end
   */
  int status() throws ContestantException {
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    throw failure("did not end within %s seconds".formatted(patience.toSeconds()));
  }

  private String howItEnded() {
    try {
      if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        errors.join(Duration.ofSeconds(SECONDS_TO_END)); // its last words are still on the way
        return "died with status " + process.exitValue();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return "closed its output";
  }

  /** Lets it end: it reads the end of its input. {@link #close} waits for that. */
  void finish() {
    try {
      requests.close();
    } catch (IOException dead) {
      // Then it has ended already.
    }
  }

  /** Ends it, with what it has started, by force if it does not go by itself. */
  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    finish();
    awaitEnd();
    started.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      process.waitFor(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void readAnswers() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = output.readLine()) != null; ) {
        answers.add(line);
      }
    } catch (IOException closed) {
      // As at its end.
    }
    answers.add(END);
  }

  // Indented lines are the frames of a stack: where it happened, not what.
  private void remember(String line) {
    if (line.isBlank() || Character.isWhitespace(line.charAt(0))) {
      return;
    }
    lastWords.add(line);
    if (lastWords.size() > LAST_WORDS) {
      lastWords.remove();
    }
  }

  private void readErrors() {
    PrintStream out = System.err;
    try (BufferedReader output = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line; (line = output.readLine()) != null; ) {
        out.println(contestant.title() + ": " + line);
        synchronized (lastWords) {
          remember(line);
        }
      }
    } catch (IOException | UncheckedIOException closed) {
      // As at its end.
    }
  }
}
