package org.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RecordedTracesTest {
  private static final int PROGRAMS = 3000;
  private static final int SHOWN = 3;

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  @Timeout(300)
  void everyRecordedProgramGivesTheTraceThatItGaveOnCpython(EngineKind engine) throws Exception {
    requireIdentical(engine, BodyStyle.METHODS);
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  @Timeout(300)
  void itDoesSoWithStacklessBodiesToo(EngineKind engine) throws Exception {
    requireIdentical(engine, BodyStyle.STACKLESS);
  }

  private static void requireIdentical(EngineKind engine, BodyStyle style) throws Exception {
    List<Program> programs = Recordings.all();

    List<Comparison> different =
        programs.stream()
            .map(program -> Comparison.of(program, engine, style))
            .filter(comparison -> !comparison.identical())
            .toList();

    assertThat(programs).hasSize(PROGRAMS);
    assertThat(different.stream().limit(SHOWN).map(Comparison::describe))
        .as("the first of %s differences", different.size())
        .isEmpty();
  }
}
