package org.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class InterpreterTest {

  private static List<String> run(EngineKind engine, String bodies) throws ProgramException {
    String json =
        "{\"seed\": 1, \"coros\": %s, \"trace\": []}".formatted(bodies.replace('\'', '"'));
    return Interpreter.run(ProgramReader.read("test", json), engine, BodyStyle.METHODS);
  }

  @ParameterizedTest
  @EnumSource
  void timePassesWithoutWaiting(EngineKind engine) throws Exception {
    assertThat(run(engine, "[[['sleep', 100], ['time']]]"))
        .containsExactly(
            "0 T0 start",
            "100 T0 slept s100",
            "100 T0 time 100",
            "100 T0 end r0",
            "100 run result r0",
            "100 run closed");
  }

  @ParameterizedTest
  @EnumSource
  void watchdogCancelsAMainTaskThatLastsTooLong(EngineKind engine) throws Exception {
    assertThat(run(engine, "[[['sleep', 2000]]]"))
        .containsExactly(
            "0 T0 start",
            "1000 T0 cancelled-out(watchdog)",
            "1000 run result cancelled(watchdog)",
            "1000 run closed");
  }

  @ParameterizedTest
  @EnumSource
  void tasksThatAreLeftAreCancelledInOrderOfTheirNumbers(EngineKind engine) throws Exception {
    assertThat(run(engine, "[[['spawn', 1], ['spawn', 1], ['yield']], [['sleep', 9]]]"))
        .endsWith("0 run result r0", "0 T1 cancelled-out", "0 T2 cancelled-out", "0 run closed");
  }

  @ParameterizedTest
  @EnumSource
  void programThatCanNeverGoOnEndsWithDeadlockAndNothingAfterIt(EngineKind engine)
      throws Exception {
    // Even the watchdog's cancellation is swallowed.
    String waitsTwice =
        "[[['try', [['fut_await', 0]], [[['fut_await', 1]], false], null, [['log', 'last']]]]]";

    assertThat(run(engine, waitsTwice))
        .containsExactly("0 T0 start", "1000 T0 caught cancelled(watchdog)", "deadlock");
  }

  @ParameterizedTest
  @EnumSource
  void traceOfTooManyLinesEndsWithTraceFull(EngineKind engine) throws Exception {
    List<String> trace = run(engine, "[[['spawn', 1], ['sleep', 9]], [['spawn', 1]]]");

    assertThat(trace).hasSize(4001).endsWith("trace-full");
    assertThat(trace.getFirst()).isEqualTo("0 T0 start");
  }

  @ParameterizedTest
  @EnumSource
  void programsDoNotSeeEachOther(EngineKind engine) throws Exception {
    String program = "[[['ctx_get'], ['ctx_set', 5], ['put', 0, 1], ['get', 0], ['lock', 0, []]]]";

    List<String> first = run(engine, program);
    List<String> second = run(engine, program);

    assertThat(first).contains("0 T0 ctx 0", "0 T0 get 0 1").isEqualTo(second);
  }
}
