package org.asyncio4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbered sentences of {@code docs/behaviour.md}, and those that something takes the place of.
 *
 * @param texts every sentence by its number
 * @param replaced the numbers of those that nothing in Java is about
 * @param replacedInPart the numbers of those of which only a part is about something in Java
 */
record Sentences(
    SortedMap<Integer, String> texts, Set<Integer> replaced, Set<Integer> replacedInPart) {
  private static final Pattern SENTENCE = Pattern.compile("(?m)^(\\d+)\\. (.*\\S)\\s*$");
  private static final Pattern REPLACEMENT =
      Pattern.compile("(?m)^\\| *(\\d+) *\\| *(\\S+) *\\| *(.*\\S) *\\|$");

  Sentences {
    texts = Collections.unmodifiableSortedMap(texts);
    replaced = Collections.unmodifiableSet(replaced);
    replacedInPart = Collections.unmodifiableSet(replacedInPart);
  }

  static Sentences read(Path document) throws IOException {
    return parse(Files.readString(document));
  }

  /**
   * Reads the document.
   *
   * @throws IllegalArgumentException if its numbers do not count up from 1, or a replacement says
   *     neither "whole" nor "part" or names no sentence
   */
  static Sentences parse(String document) {
    var texts = new TreeMap<Integer, String>();
    for (Matcher sentence = SENTENCE.matcher(document); sentence.find(); ) {
      int number = Integer.parseInt(sentence.group(1));
      if (number != texts.size() + 1) {
        throw new IllegalArgumentException(
            "sentence %s stands after sentence %s".formatted(number, texts.size()));
      }
      texts.put(number, sentence.group(2));
    }
    var replaced = new TreeSet<Integer>();
    var replacedInPart = new TreeSet<Integer>();
    for (Matcher row = REPLACEMENT.matcher(document); row.find(); ) {
      int number = Integer.parseInt(row.group(1));
      if (!texts.containsKey(number)) {
        throw new IllegalArgumentException("no sentence %s to replace".formatted(number));
      }
      Set<Integer> those =
          switch (row.group(2)) {
            case "whole" -> replaced;
            case "part" -> replacedInPart;
            default ->
                throw new IllegalArgumentException(
                    "sentence %s is replaced in '%s', expected whole or part"
                        .formatted(number, row.group(2)));
          };
      if (replaced.contains(number) || replacedInPart.contains(number)) {
        throw new IllegalArgumentException("sentence %s is replaced twice".formatted(number));
      }
      those.add(number);
    }
    return new Sentences(texts, replaced, replacedInPart);
  }
}
