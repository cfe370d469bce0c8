package org.asyncio4j.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** A file of recorded programs: JSON, one to a line, perhaps compressed with gzip. */
final class RecordedFile {
  private RecordedFile() {}

  /**
   * Reads programs one by one, so that a file may be of any size.
   *
   * @param file compressed if its name ends in {@code .gz}; empty lines are skipped
   * @param taker is given each program, in order
   * @throws ProgramException if a line is no program; names file and line
   * @throws IOException if the file cannot be read
   */
  static void read(Path file, Consumer<Program> taker) throws IOException, ProgramException {
    try (InputStream bytes = Files.newInputStream(file);
        InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
      var lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
      int number = 0;
      for (String line; (line = lines.readLine()) != null; ) {
        number++;
        if (!line.isBlank()) {
          taker.accept(ProgramReader.read(file + ":" + number, line));
        }
      }
    }
  }
}
