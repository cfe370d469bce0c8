package org.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;

final class ComparisonTest {

  private static Comparison compare(List<String> expected, List<String> actual) {
    return new Comparison(new Program("file:1", 7, List.of(), expected), actual);
  }

  private static Program withTrace(Program program, List<String> expected) {
    return new Program(program.origin(), program.seed(), program.bodies(), expected);
  }

  @Test
  void equalTracesAreIdentical() {
    assertThat(compare(List.of("a", "b"), List.of("a", "b")).identical()).isTrue();
  }

  @Test
  void firstDifferenceIsTheFirstLineThatIsNotTheSame() {
    Comparison comparison = compare(List.of("a", "b", "c"), List.of("a", "x", "y"));

    assertThat(comparison.identical()).isFalse();
    assertThat(comparison.firstDifference()).isEqualTo(1);
  }

  @Test
  void traceThatStopsEarlyDiffersAfterItsLastLine() {
    Comparison comparison = compare(List.of("a", "b"), List.of("a"));

    assertThat(comparison.identical()).isFalse();
    assertThat(comparison.firstDifference()).isEqualTo(1);
    assertThat(comparison.describe()).containsPattern(">\\s+2\\s+b\\s+\\(nothing\\)");
  }

  @Test
  void traceThatGoesOnDiffersAfterTheLastExpectedLine() {
    Comparison comparison = compare(List.of("a"), List.of("a", "b"));

    assertThat(comparison.identical()).isFalse();
    assertThat(comparison.firstDifference()).isEqualTo(1);
    assertThat(comparison.describe()).containsPattern(">\\s+2\\s+\\(nothing\\)\\s+b");
  }

  @Test
  void descriptionShowsBothTracesAroundTheFirstDifference() {
    List<String> expected = List.of("1", "2", "3", "4", "5", "six", "7", "8", "9", "10");
    List<String> actual = List.of("1", "2", "3", "4", "5", "vi", "7", "8", "9", "10");

    String description = compare(expected, actual).describe();

    assertThat(description.lines())
        .containsExactly(
            "file:1, seed 7: line 6 differs",
            "   line  CPython                         asyncio4j",
            "      2  2                               2",
            "      3  3                               3",
            "      4  4                               4",
            "      5  5                               5",
            ">     6  six                             vi",
            "      7  7                               7",
            "      8  8                               8",
            "      9  9                               9");
  }

  @Test
  void everyRecordedTraceIsToldFromOneWithAWrongLine() throws Exception {
    for (Program program : Recordings.all().subList(0, 100)) {
      var corrupted = new ArrayList<>(program.expected());
      int wrong = (int) (program.seed() % corrupted.size());
      corrupted.set(wrong, "0 T0 nonsense");

      Comparison comparison =
          Comparison.of(withTrace(program, corrupted), EngineKind.LOOP, BodyStyle.METHODS);

      assertThat(comparison.identical()).isFalse();
      assertThat(comparison.firstDifference()).isEqualTo(wrong);
    }
  }
}
