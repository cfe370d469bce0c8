package org.asyncio4j.benchmarks.contestants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.asyncio4j.spi.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every workload of every contestant on the JVM, once and small. */
@Timeout(60)
final class ContestantsTest {
  static final List<String> WORKLOADS =
      List.of(
          "switch",
          "switch10",
          "spawn",
          "gather",
          "pingpong",
          "queue",
          "lock",
          "timers",
          "timeout",
          "cancel",
          "callsoon",
          "threadsafe",
          "wakeup",
          "roundtrip",
          "skynet");

  private static final Set<String> CALLBACKS = Set.of("callsoon", "threadsafe");
  private static final Set<String> BARE = Set.of("switch", "switch10", "spawn", "pingpong");

  /** {@return the least that is work for everybody in it} */
  static String operations(String id) {
    return id.equals("switch") ? "1000" : "100";
  }

  static Stream<Arguments> contestants() {
    return Stream.of(
        Arguments.of("loop", Asyncio4jContestant.on(EngineKind.LOOP), Set.copyOf(WORKLOADS)),
        Arguments.of("handoff", Asyncio4jContestant.on(EngineKind.HANDOFF), Set.copyOf(WORKLOADS)),
        Arguments.of(
            "stackless",
            StacklessContestant.contestant(),
            allBut(Set.of("callsoon", "threadsafe", "wakeup"))),
        Arguments.of("kotlin", KotlinContestant.contestant(), Set.copyOf(WORKLOADS)),
        Arguments.of("virtual threads", VirtualThreadsContestant.contestant(), allBut(CALLBACKS)),
        Arguments.of("park", BareParkContestant.contestant(), BARE),
        Arguments.of("continuation", BareContinuationContestant.contestant(), BARE));
  }

  private static Set<String> allBut(Set<String> absent) {
    return Set.copyOf(WORKLOADS.stream().filter(id -> !absent.contains(id)).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contestants")
  void contestantAnswersWithTwoFiguresOrIsKnownToLackTheWorkload(
      String name, Contestant contestant, Set<String> present) throws Exception {
    for (String id : WORKLOADS) {
      List<String> answers = serve(contestant, "go 0\n", id, operations(id), "0");

      if (present.contains(id)) {
        assertThat(answers).as(id).hasSize(2).startsWith("ready");
        assertThat(answers.getLast()).as(id).matches("\\d+\\.\\d \\d+\\.\\d");
      } else {
        assertThat(answers).as(id).containsExactly("absent");
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contestants")
  void contestantWaitsWhileItsMemoryIsLookedAt(
      String name, Contestant contestant, Set<String> present) throws Exception {
    assertThat(serve(contestant, "\n\n", "memory", "100"))
        .containsExactly("base", "suspended", "done");
  }

  @Test
  void unknownWorkloadIsAbsent() throws Exception {
    assertThat(serve(new Contestant(), "", "juggle", "1000", "0")).containsExactly("absent");
    assertThat(serve(new Contestant(), "", "memory", "1000")).containsExactly("absent");
  }

  @Test
  void wrongResultEndsIt() {
    var wrong =
        new Contestant()
            .has(
                "spawn",
                count -> {
                  Contestant.check(Contestant.sumBelow(count), 1);
                  return count;
                });

    assertThatThrownBy(() -> serve(wrong, "", "spawn", "10", "0")).hasMessage("expected 1, got 45");
  }

  @Test
  void warmUpIsTwoRunsAtLeastAndFiguresAreForOperationsDone() throws Exception {
    int[] runs = new int[1];
    var counting =
        new Contestant()
            .hasLatency(
                "spawn",
                count -> {
                  runs[0]++;
                  return 3L * count;
                });

    List<String> answers = serve(counting, "go 0\n", "spawn", "10", "0");

    assertThat(runs[0]).isEqualTo(3);
    // All but the latency itself is taken off, up to the time between two looks at the clock.
    assertThat(Double.parseDouble(answers.get(1).split(" ", -1)[0])).isGreaterThanOrEqualTo(3);
  }

  @Test
  void anotherLineThanGoIsRefused() {
    var idle = new Contestant().has("spawn", count -> count);

    assertThatThrownBy(() -> serve(idle, "stop\n", "spawn", "10", "0"))
        .isInstanceOf(IOException.class)
        .hasMessage("expected 'go MILLIS', got 'stop'");
  }

  @Test
  void twoInOneLockAreNoticed() {
    var guarded = new Guarded();
    guarded.enter();

    assertThatThrownBy(guarded::enter).hasMessage("two tasks hold the lock");
  }

  @Test
  void helloWorldIsSaid() throws Exception {
    PrintStream console = System.out;
    var said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      Asyncio4jHello.main();
      VirtualThreadsHello.main();
      KotlinHello.main(new String[0]);
    } finally {
      System.setOut(console);
    }

    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .containsOnly("hello world");
  }

  private static List<String> serve(Contestant contestant, String input, String... arguments)
      throws Exception {
    var output = new ByteArrayOutputStream();
    contestant.serve(
        arguments,
        new BufferedReader(new StringReader(input)),
        new PrintStream(output, true, StandardCharsets.UTF_8));
    return output.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
