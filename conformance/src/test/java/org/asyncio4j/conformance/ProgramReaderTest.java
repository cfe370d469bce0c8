package org.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgramReaderTest {

  private static Program read(String op) throws ProgramException {
    return ProgramReader.read(
        "file:1", "{\"seed\": 1, \"coros\": [[%s]], \"trace\": [\"line\"]}".formatted(op));
  }

  @Test
  void programHasItsSeedBodiesAndTrace() throws Exception {
    Program program = read("[\"log\", \"text\"]");

    assertThat(program.origin()).isEqualTo("file:1");
    assertThat(program.seed()).isEqualTo(1);
    assertThat(program.bodies()).hasSize(1);
    assertThat(program.bodies().getFirst()).hasSize(1);
    assertThat(program.expected()).containsExactly("line");
  }

  @Test
  void everyOpOfTheReferenceIsThere() throws Exception {
    String reference = Files.readString(Recordings.REFERENCE);
    List<String> names =
        Pattern.compile("async def op_(\\w+)\\(")
            .matcher(reference)
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();

    assertThat(names).hasSizeGreaterThan(50);
    for (String name : names) {
      Throwable thrown = catchThrowable(() -> read("[\"%s\"]".formatted(name)));
      if (thrown != null) {
        assertThat(thrown).hasMessageNotContaining("unknown op");
      }
    }
  }

  @Test
  void unknownOpIsRefusedWhereverItIs() {
    assertThatThrownBy(() -> read("[\"try\", [[\"nonsense\", 1]], null, null, null]"))
        .isInstanceOf(ProgramException.class)
        .hasMessage("file:1: unknown op \"nonsense\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[\"log\"]                  | expected a string as item 1 of [\"log\"]",
        "[\"sleep\", 0.5]           | expected a whole number as item 1 of [\"sleep\",0.5]",
        "[\"lock\", 2, []]          | expected a number from 0 to 1 as item 1 of [\"lock\",2,[]]",
        "[\"spawn\", 1]             | expected a number from 0 to 0 as item 1 of [\"spawn\",1]",
        "[\"gather\", [0], 1]       | expected true or false as item 2 of [\"gather\",[0],1]",
        "[\"group\", 0]             | expected an array as item 1 of [\"group\",0]",
        "[\"wait\", [], null, \"\"] | expected \"all\", \"first\" or \"error\" as item 3 of"
            + " [\"wait\",[],null,\"\"]",
        "7                          | expected an op, an array that begins with its name, got 7",
        "[]                         | expected an op, an array that begins with its name, got []",
      })
  void wrongArgumentIsNamedWithWhatWasExpected(String op, String message) {
    assertThatThrownBy(() -> read(op))
        .isInstanceOf(ProgramException.class)
        .hasMessage("file:1: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[]                                         | expected an object with a whole number as its"
            + " \"seed\"",
        "{\"seed\": 1, \"trace\": []}               | expected an array as \"coros\"",
        "{\"seed\": 1, \"coros\": [], \"trace\": []}| expected at least one body in \"coros\"",
        "{\"seed\": 1, \"coros\": [[]]}             | expected an array as \"trace\"",
        "{\"seed\": 1, \"coros\": [[]], \"trace\": [1]} | expected strings in \"trace\", got 1",
        "{\"seed\": 1, \"coros\": [1], \"trace\": []}   | expected an array of ops, got 1",
      })
  void wrongProgramIsRefused(String json, String message) {
    assertThatThrownBy(() -> ProgramReader.read("file:1", json))
        .isInstanceOf(ProgramException.class)
        .hasMessage("file:1: " + message);
  }
}
