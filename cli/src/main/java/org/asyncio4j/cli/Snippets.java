package org.asyncio4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** JShell, with asyncio4j at hand. Belongs to the thread that reads what the user types. */
final class Snippets implements AutoCloseable {
  static final List<String> IMPORTS =
      List.of(
          "import static org.asyncio4j.Asyncio.*;",
          "import org.asyncio4j.*;",
          "import java.time.*;",
          "import java.util.*;",
          "import java.util.stream.*;");

  /** What would be ambiguous: these are ours, as in the documentation. */
  static final List<String> OURS =
      List.of("import org.asyncio4j.PriorityQueue;", "import org.asyncio4j.Queue;");

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private int snippets;
  private int rejected;
  private boolean started;

  Snippets(ReplLoop loop) throws IOException {
    this.shell =
        JShell.builder()
            .executionEngine(SnippetExecution.provider(loop), Map.of())
            // Not addToClasspath, which would come after the class path of this program.
            .compilerOptions("-classpath", PlainTypes.jarOfCore().toString())
            .idGenerator((snippet, _) -> id(snippet))
            .tempVariableNameGenerator(() -> "$" + (snippets + 1))
            .build();
    this.analysis = shell.sourceCodeAnalysis();
    IMPORTS.forEach(this::evaluateAtStart);
    OURS.forEach(this::evaluateAtStart);
    started = true;
  }

  /** Users count what works: the value of their third snippet is in {@code $3}. */
  private String id(jdk.jshell.Snippet snippet) {
    if (!started) {
      return "s" + snippet.source().hashCode();
    }
    return shell.status(snippet).isActive() ? Integer.toString(++snippets) : "e" + ++rejected;
  }

  private void evaluateAtStart(String source) {
    for (SnippetEvent event : shell.eval(source)) {
      if (!event.status().isActive()) {
        throw new IllegalStateException("cannot start: %s is %s".formatted(source, event.status()));
      }
    }
  }

  JShell shell() {
    return shell;
  }

  /** {@return the first snippet of a text, and what is left of it} */
  CompletionInfo first(String text) {
    return analysis.analyzeCompletion(text);
  }

  /** {@return whether the text ends amid a snippet} */
  boolean isIncomplete(String text) {
    String rest = text;
    while (!rest.isBlank()) {
      CompletionInfo info = first(rest);
      if (!info.completeness().isComplete()) {
        return info.completeness() != Completeness.EMPTY;
      }
      rest = info.remaining();
    }
    return false;
  }

  /** {@return what the identifier that begins at {@code wordStart} can become} */
  List<String> completions(String line, int cursor, int wordStart) {
    var anchor = new int[1];
    var found = new ArrayList<String>();
    for (var suggestion : analysis.completionSuggestions(line, cursor, anchor)) {
      if (anchor[0] == wordStart && !found.contains(suggestion.continuation())) {
        found.add(suggestion.continuation());
      }
    }
    return found;
  }

  @Override
  public void close() {
    shell.close();
  }
}
