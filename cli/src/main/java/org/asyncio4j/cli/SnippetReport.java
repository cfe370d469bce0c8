package org.asyncio4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/** What to tell the user of a snippet: values to one stream, errors to the other. */
final class SnippetReport {
  private final JShell shell;
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();

  SnippetReport(JShell shell, List<SnippetEvent> events) {
    this.shell = shell;
    events.stream().filter(event -> event.causeSnippet() == null).forEach(this::tell);
  }

  void print() {
    out.forEach(System.out::println);
    System.out.flush();
    err.forEach(System.err::println);
    System.err.flush();
  }

  private void tell(SnippetEvent event) {
    Snippet snippet = event.snippet();
    switch (event.status()) {
      case REJECTED -> shell.diagnostics(snippet).forEach(diag -> tell(snippet.source(), diag));
      case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED ->
          err.add(
              "%s cannot be used until these are declared: %s"
                  .formatted(name(snippet), unresolved((DeclarationSnippet) snippet)));
      default -> {} // it is as it should be
    }
    if (event.exception() != null) {
      tell("", event.exception());
    } else if (event.value() != null && !event.value().isEmpty()) {
      tellValue(snippet, event.value());
    }
  }

  private static String name(Snippet snippet) {
    return snippet instanceof DeclarationSnippet declaration ? declaration.name() : "this";
  }

  private String unresolved(DeclarationSnippet snippet) {
    return shell.unresolvedDependencies(snippet).collect(Collectors.joining(", "));
  }

  private void tellValue(Snippet snippet, String value) {
    String name =
        switch (snippet) {
          case ExpressionSnippet expression -> expression.name();
          case VarSnippet variable -> variable.name();
          default -> "";
        };
    if (!name.isEmpty()) {
      out.add(name + " ==> " + value);
    }
  }

  // --- errors -----------------------------------------------------------------------------------

  private void tell(String source, Diag diag) {
    String kind = diag.isError() ? "error" : "warning";
    err.add(kind + ": " + message(diag));
    int start = Math.clamp(diag.getStartPosition(), 0, source.length());
    int end = Math.clamp(diag.getEndPosition(), start, source.length());
    int lineStart = source.lastIndexOf('\n', start - 1) + 1;
    int newline = source.indexOf('\n', start);
    int lineEnd = newline < 0 ? source.length() : newline;
    err.add("    " + source.substring(lineStart, lineEnd));
    int marks = Math.max(1, Math.min(end, lineEnd) - start);
    err.add("    " + " ".repeat(start - lineStart) + "^".repeat(marks));
  }

  /** The class that a snippet is compiled into has no name that the user would know. */
  private static String message(Diag diag) {
    return diag.getMessage(Locale.ROOT)
        .lines()
        .filter(line -> !line.strip().equals("location: class"))
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }

  private void tell(String introduction, JShellException thrown) {
    switch (thrown) {
      case EvalException exception -> {
        String message = exception.getMessage();
        err.add(
            introduction
                + exception.getExceptionClassName()
                + (message == null ? "" : ": " + message));
      }
      case UnresolvedReferenceException exception ->
          err.add(
              introduction
                  + "%s cannot be called until these are declared: %s"
                      .formatted(
                          exception.getSnippet().name(), unresolved(exception.getSnippet())));
      default -> err.add(introduction + thrown);
    }
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (isUsers(frame)) {
        err.add("    at " + place(frame));
      }
    }
    if (thrown.getCause() instanceof JShellException cause) {
      tell("Caused by: ", cause);
    }
  }

  private static boolean isUsers(StackTraceElement frame) {
    String type = frame.getClassName();
    return isSnippet(frame)
        || !(type.startsWith("java.")
            || type.startsWith("jdk.")
            || type.startsWith("org.asyncio4j."));
  }

  private static boolean isSnippet(StackTraceElement frame) {
    return frame.getFileName() != null && frame.getFileName().startsWith("#");
  }

  /** {@return such as {@code f(#3:1): return 1 / 0;}, line 1 of the third snippet} */
  private String place(StackTraceElement frame) {
    if (!isSnippet(frame)) {
      return frame.toString();
    }
    String method = frame.getMethodName().startsWith("lambda$") ? "lambda" : frame.getMethodName();
    String type = frame.getClassName();
    String name = type.isEmpty() || method.isEmpty() ? method : type + "." + method;
    String place = "%s(%s:%s)".formatted(name, frame.getFileName(), frame.getLineNumber());
    String line = line(frame);
    return line == null ? place : place + ": " + line;
  }

  private @Nullable String line(StackTraceElement frame) {
    return shell
        .snippets()
        .filter(snippet -> frame.getFileName().equals("#" + snippet.id()))
        .findFirst()
        .flatMap(snippet -> snippet.source().lines().skip(frame.getLineNumber() - 1L).findFirst())
        .map(String::strip)
        .orElse(null);
  }
}
