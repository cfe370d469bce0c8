package org.asyncio4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A terminal, where lines can be edited, recalled and completed. */
final class TerminalInput implements Input {
  static final String PROMPT = ">>> ";

  private final Terminal terminal;
  private final LineReader reader;

  TerminalInput(Snippets snippets, Runnable interrupt) {
    try {
      this.terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    // While it reads a line, the reader has a handler of its own.
    terminal.handle(Terminal.Signal.INT, _ -> interrupt.run());
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(new JavaParser(snippets))
            .completer((_, line, candidates) -> complete(snippets, line, candidates))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "... ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    history(System.getProperty("user.home"))
        .ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
  }

  /**
   * {@return the file that keeps lines from session to session, if the user has a home for it} The
   * JVM calls the home of a user without one "?", and JLine would make directories.
   */
  static Optional<Path> history(String home) {
    Path folder = Path.of(home);
    return folder.isAbsolute() && Files.isWritable(folder)
        ? Optional.of(folder.resolve(".asyncio4j_history"))
        : Optional.empty();
  }

  private static void complete(Snippets snippets, ParsedLine line, List<Candidate> candidates) {
    int wordStart = line.cursor() - line.wordCursor();
    for (String continuation : snippets.completions(line.line(), line.cursor(), wordStart)) {
      candidates.add(new Candidate(continuation, continuation, null, null, null, null, false));
    }
  }

  @Override
  public Optional<String> read() {
    while (true) {
      try {
        return Optional.of(reader.readLine(PROMPT));
      } catch (UserInterruptException pressed) {
        System.out.println("KeyboardInterrupt");
      } catch (EndOfFileException ended) {
        return Optional.empty();
      }
    }
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Knows when to go on reading, and which identifier is being completed. */
  private record JavaParser(Snippets snippets) implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE && snippets.isIncomplete(line)) {
        throw new EOFError(-1, cursor, "incomplete");
      }
      int start = cursor;
      while (start > 0 && Character.isJavaIdentifierPart(line.charAt(start - 1))) {
        start--;
      }
      return new Identifier(line, cursor, start);
    }
  }

  private record Identifier(String line, int cursor, int start) implements CompletingParsedLine {
    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor();
    }

    @Override
    public int rawWordLength() {
      return word().length();
    }

    @Override
    public String word() {
      return line.substring(start, cursor);
    }

    @Override
    public int wordCursor() {
      return cursor - start;
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word());
    }
  }
}
