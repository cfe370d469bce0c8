package org.asyncio4j.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * The command {@code conformance/behaviour}: which sentences of {@code docs/behaviour.md} a test
 * shows to hold. It needs nothing but a JDK, and runs from its source.
 */
public final class Behaviours {

  private static final int COMPLETE = 0;
  private static final int INCOMPLETE = 1;
  private static final int FAILED = 2;

  private static final String USAGE =
      """
      Usage: conformance/behaviour [N...]

        N       a number: prints that sentence, and the tests that name it
        --help  prints this

      Without a number: prints the sentences of docs/behaviour.md that no test shows to hold,
      what else is wrong, and last the line
        behaviour: S sentences, N covered, M replaced, K missing
      Covered: a test that runs on both engines names it. Replaced: the document says what takes
      its place in Java; such a sentence may have tests, which show the replacement, and one that
      is replaced in part needs them.
      Exit status: 0 if none is missing and nothing is wrong, 1 if not, 2 if it cannot tell.
      """;

  private final Sentences sentences;
  private final SortedMap<Integer, List<String>> tests;
  private final SortedMap<Integer, List<String>> otherTests;

  private Behaviours(Sentences sentences, NamedTests tests) {
    this.sentences = sentences;
    this.tests = tests.counting();
    this.otherTests = tests.notCounting();
  }

  /**
   * Runs the command and exits.
   *
   * @param arguments where the checkout is, then the command line, see {@code --help}
   */
  public static void main(String[] arguments) {
    var words = List.of(arguments);
    Path checkout = Path.of(words.getFirst());
    System.exit(run(checkout, words.subList(1, words.size()), System.out, System.err));
  }

  /** {@return the exit status} */
  static int run(Path checkout, List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.equals(List.of("--help")) || arguments.equals(List.of("-h"))) {
      out.print(USAGE);
      return COMPLETE;
    }
    try {
      Behaviours found = of(checkout);
      return arguments.isEmpty() ? found.report(out) : found.show(arguments, out);
    } catch (IOException unreadable) {
      err.printf("behaviour: cannot read %s%n", unreadable.getMessage());
    } catch (IllegalArgumentException wrong) {
      err.printf("behaviour: %s%n", wrong.getMessage());
    }
    return FAILED;
  }

  static Behaviours of(Path checkout) throws IOException {
    return of(Sentences.read(checkout.resolve("docs/behaviour.md")), NamedTests.of(checkout));
  }

  static Behaviours of(Sentences sentences, NamedTests tests) {
    return new Behaviours(sentences, tests);
  }

  /** {@return the counted sentences that nothing replaces and no test names} */
  List<Integer> missing() {
    return counted().filter(number -> !replaced(number) && !covered(number)).boxed().toList();
  }

  private IntStream counted() {
    return IntStream.rangeClosed(1, sentences.texts().size());
  }

  private boolean replaced(int number) {
    return sentences.replaced().contains(number);
  }

  private boolean covered(int number) {
    return !replaced(number) && tests.containsKey(number);
  }

  /** {@return the tests that name a sentence that there is not, each in words} */
  List<String> wrong() {
    var wrong = new ArrayList<String>();
    for (var all : List.of(tests, otherTests)) {
      all.forEach(
          (number, names) -> {
            if (!sentences.texts().containsKey(number)) {
              wrong.add("no sentence %s, named by %s".formatted(number, String.join(", ", names)));
            }
          });
    }
    return wrong;
  }

  private int report(PrintStream out) {
    List<Integer> missing = missing();
    List<String> wrong = wrong();
    for (int number : missing) {
      out.printf("missing: %s. %s%n", number, sentences.texts().get(number));
      otherTests
          .getOrDefault(number, List.of())
          .forEach(test -> out.printf("    not on both engines: %s%n", test));
    }
    wrong.forEach(words -> out.printf("wrong: %s%n", words));
    out.println(summary());
    return missing.isEmpty() && wrong.isEmpty() ? COMPLETE : INCOMPLETE;
  }

  String summary() {
    return "behaviour: %s sentences, %s covered, %s replaced, %s missing"
        .formatted(
            counted().count(),
            counted().filter(this::covered).count(),
            counted().filter(this::replaced).count(),
            missing().size());
  }

  private int show(List<String> arguments, PrintStream out) {
    for (String argument : arguments) {
      int number = numberIn(argument);
      out.printf("%s. %s%n", number, sentences.texts().get(number));
      tests.getOrDefault(number, List.of()).forEach(test -> out.printf("    %s%n", test));
      otherTests
          .getOrDefault(number, List.of())
          .forEach(test -> out.printf("    not on both engines: %s%n", test));
      if (replaced(number) || sentences.replacedInPart().contains(number)) {
        out.printf(
            "    replaced in %s: see docs/behaviour.md%n", replaced(number) ? "whole" : "part");
      }
    }
    return COMPLETE;
  }

  private int numberIn(String argument) {
    if (argument.matches("\\d{1,6}") && sentences.texts().containsKey(Integer.parseInt(argument))) {
      return Integer.parseInt(argument);
    }
    throw new IllegalArgumentException(
        "expected the number of a sentence, 1 to %s, got %s; see --help"
            .formatted(sentences.texts().size(), argument));
  }
}
