package org.asyncio4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A fenced block of a document.
 *
 * @param language the word at its fence
 * @param mark what follows that word, or ""
 * @param text its lines
 */
record FencedBlock(String language, String mark, String text) {
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+) ?([^\n]*)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** {@return the blocks of a language, in order} */
  static List<FencedBlock> of(Path document, String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(document).replace("\r\n", "\n"))
        .results()
        .map(block -> new FencedBlock(block.group(1), block.group(2), block.group(3)))
        .filter(block -> block.language.equals(language))
        .toList();
  }

  /** {@return the blocks of a language with a mark, in order} */
  static List<FencedBlock> of(Path document, String language, String mark) throws IOException {
    return of(document, language).stream().filter(block -> block.mark.equals(mark)).toList();
  }

  /** {@return the last command, for the names of tests} */
  @Override
  public String toString() {
    return text.strip().lines().reduce((earlier, later) -> later).orElse("");
  }
}
