package org.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckTest {
  private static final String RIGHT =
      """
      {"seed": 1, "coros": [[["log", "hello"]]], "trace": ["0 T0 start", "0 T0 hello", \
      "0 T0 end r0", "0 run result r0", "0 run closed"]}
      """;
  private static final String WRONG = RIGHT.replace("T0 hello", "T0 olleh");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int check(String... arguments) {
    return Check.run(List.of(arguments), print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop", "handoff"})
  void identicalProgramsGiveStatusZero(String engine) throws Exception {
    int status = check(file("a.jsonl", RIGHT + RIGHT), "--engine", engine);

    assertThat(out()).isEqualTo("conformance: 2 programs, 2 identical%n".formatted());
    assertThat(err()).isEmpty();
    assertThat(status).isZero();
  }

  @Test
  void differenceIsShownAndGivesStatusOne() throws Exception {
    int status = check(file("a.jsonl", RIGHT), file("b.jsonl", RIGHT + "\n" + WRONG));

    assertThat(out())
        .contains("b.jsonl:3, seed 1: line 2 differs")
        .containsPattern(">\\s+2\\s+0 T0 olleh\\s+0 T0 hello")
        .endsWith("conformance: 3 programs, 2 identical%n".formatted());
    assertThat(status).isOne();
  }

  @Test
  void noMoreDifferencesAreShownThanWanted() throws Exception {
    int status = check("--show", "1", file("a.jsonl", WRONG + WRONG + WRONG));

    assertThat(out().split("differs", -1)).hasSize(2);
    assertThat(out()).endsWith("conformance: 3 programs, 0 identical%n".formatted());
    assertThat(status).isOne();
  }

  @Test
  void compressedRecordingsAreRead() throws Exception {
    assertThat(check(Recordings.TRACES.toString())).isZero();
    assertThat(out()).isEqualTo("conformance: 3000 programs, 3000 identical%n".formatted());
  }

  @Test
  void missingFileGivesStatusTwo() {
    String missing = folder.resolve("none.jsonl").toString();

    assertThat(check(missing)).isEqualTo(2);
    assertThat(err().strip()).isEqualTo("conformance: no such file: " + missing);
    assertThat(out()).isEmpty();
  }

  @Test
  void directoryGivesStatusTwo() {
    assertThat(check(folder.toString())).isEqualTo(2);
    assertThat(err()).contains("a directory, expected a file: " + folder);
  }

  @Test
  void brokenJsonIsNamedWithFileAndLine() throws Exception {
    String file = file("a.jsonl", RIGHT + "{\"seed\": \n");

    assertThat(check(file)).isEqualTo(2);
    assertThat(err()).startsWith("conformance: " + file + ":2: not JSON: column ");
    assertThat(out()).isEmpty();
  }

  @Test
  void unknownOpIsNamedWithFileAndLine() throws Exception {
    String file = file("a.jsonl", RIGHT + RIGHT.replace("log", "lgo"));

    assertThat(check(file)).isEqualTo(2);
    assertThat(err().strip()).isEqualTo("conformance: %s:2: unknown op \"lgo\"".formatted(file));
  }

  @Test
  void fileThatIsNotCompressedAlthoughItsNameSaysSoGivesStatusTwo() throws Exception {
    String file = file("a.jsonl.gz", RIGHT);

    assertThat(check(file)).isEqualTo(2);
    assertThat(err()).startsWith("conformance: cannot read " + file);
  }

  @Test
  void fileWithoutProgramsGivesStatusTwo() throws Exception {
    String file = file("a.jsonl", "\n");

    assertThat(check(file)).isEqualTo(2);
    assertThat(err().strip()).isEqualTo("conformance: no programs in [%s]".formatted(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--engine           | --engine needs a value: loop or handoff",
        "--engine fast file | --engine must be loop or handoff, got fast",
        "--show few file    | --show needs a whole number, got few",
        "--show -1 file     | --show needs a whole number, got -1",
        "--show             | --show needs a whole number",
        "--quick file       | unknown option --quick",
        "--engine loop      | expected a file of recorded programs",
      })
  void badOptionsGiveStatusTwo(String arguments, String message) {
    assertThat(check(arguments.split(" "))).isEqualTo(2);
    assertThat(err().strip()).isEqualTo("conformance: " + message + "; see --help");
  }

  @Test
  void helpIsPrintedWithStatusZero() {
    assertThat(check("--help")).isZero();
    assertThat(out()).startsWith("Usage: conformance/check ").contains("--engine", "--show");
  }
}
