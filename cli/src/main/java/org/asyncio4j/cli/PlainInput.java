package org.asyncio4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.function.Predicate;

/** Lines of a file or of a pipe, without prompts. */
final class PlainInput implements Input {
  private final BufferedReader lines;
  private final Predicate<String> isIncomplete;

  PlainInput(InputStream in, Predicate<String> isIncomplete) {
    String encoding = System.getProperty("stdin.encoding", System.getProperty("native.encoding"));
    this.lines = new BufferedReader(new InputStreamReader(in, Charset.forName(encoding)));
    this.isIncomplete = isIncomplete;
  }

  @Override
  public Optional<String> read() {
    var text = new StringBuilder();
    try {
      for (String line; (line = lines.readLine()) != null; ) {
        text.append(line).append('\n');
        if (!isIncomplete.test(text.toString())) {
          return Optional.of(text.toString());
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
  }
}
