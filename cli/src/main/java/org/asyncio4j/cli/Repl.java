package org.asyncio4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.jline.utils.Signals;

/** Reads, evaluates, prints, and begins again, while a loop goes on. */
final class Repl {
  private static final Set<String> EXITS = Set.of("exit", "exit()", "quit", "quit()", "/exit");

  private final ReplLoop loop;
  private final Snippets snippets;

  private Repl(ReplLoop loop, Snippets snippets) {
    this.loop = loop;
    this.snippets = snippets;
  }

  /** {@return the exit status} */
  static int run() {
    var loop = new ReplLoop();
    Signals.register("INT", loop::interrupt);
    // A daemon: whoever exits in a snippet does not wait for the next line.
    Thread.ofPlatform().daemon().name("repl").start(() -> readAndStop(loop));
    return loop.run();
  }

  private static void readAndStop(ReplLoop loop) {
    try (var snippets = new Snippets(loop)) {
      new Repl(loop, snippets).readAll();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      loop.stop();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // by default JDK 25 gives null again
  private static boolean isInteractive() {
    return System.console() != null && System.console().isTerminal();
  }

  private void readAll() {
    if (isInteractive()) {
      greet();
      try (var input = new TerminalInput(snippets, loop::interrupt)) {
        readAll(input);
      }
      System.out.println("exiting asyncio4j REPL...");
    } else {
      readAll(new PlainInput(System.in, snippets::isIncomplete));
    }
  }

  private static void greet() {
    System.out.printf(
        """
        asyncio4j REPL on JDK %s
        Use await(...) directly instead of run(...): every snippet is run in a task of one loop.
        Ctrl-C cancels what you are waiting for; Ctrl-D or exit ends the REPL.
        """,
        Runtime.version());
    Snippets.IMPORTS.forEach(line -> System.out.println(TerminalInput.PROMPT + line));
  }

  private void readAll(Input input) {
    while (!loop.ends()) {
      Optional<String> text = input.read();
      if (text.isEmpty() || EXITS.contains(withoutSemicolon(text.get()))) {
        return;
      }
      evaluateAll(text.get());
    }
  }

  private static String withoutSemicolon(String text) {
    String stripped = text.strip();
    return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }

  private void evaluateAll(String text) {
    String rest = text;
    while (!rest.isBlank() && !loop.ends()) {
      CompletionInfo info = snippets.first(rest);
      boolean isWhole = info.completeness().isComplete();
      evaluate(isWhole ? info.source() : rest); // what is not whole is for the compiler to say
      rest = isWhole ? info.remaining() : "";
    }
  }

  private void evaluate(String source) {
    loop.forgetInterrupt();
    var report = new SnippetReport(snippets.shell(), snippets.shell().eval(source));
    if (loop.ends()) {
      return;
    }
    if (loop.interrupted()) {
      System.err.println("KeyboardInterrupt");
    } else {
      report.print();
    }
  }
}
