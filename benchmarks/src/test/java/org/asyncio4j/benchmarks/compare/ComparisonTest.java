package org.asyncio4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.benchmarks.compare.Workload.HELLO;
import static org.asyncio4j.benchmarks.compare.Workload.MEMORY;
import static org.asyncio4j.benchmarks.compare.Workload.SPAWN;
import static org.asyncio4j.benchmarks.compare.Workload.SWITCH;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ComparisonTest {
  @TempDir private Path folder;
  private Fakes fakes;

  @BeforeEach
  void prepare() {
    fakes = new Fakes(folder);
  }

  @Test
  void roundsAreInterleaved() throws Exception {
    Results results =
        Fakes.run(
            Fakes.EFFORT,
            List.of(SWITCH),
            fakes.contestant("a", "steady", 10),
            fakes.contestant("b", "steady", 20));

    assertThat(fakes.log())
        .containsExactly("a go 2", "b go 2", "a go 2", "b go 2", "a go 2", "b go 2");
    assertThat(results.failures()).isEmpty();
  }

  @Test
  void samplesAreKeptInOrderWithTheirCpuTime() throws Exception {
    Results results =
        Fakes.run(Fakes.EFFORT, List.of(SWITCH), fakes.contestant("a", "steady", 10, 30.5, 20));

    assertThat(results.samples("a", SWITCH))
        .containsExactly(new Sample(10, 7.5), new Sample(30.5, 7.5), new Sample(20, 7.5));
    assertThat(results.values("a", SWITCH)).contains(new Statistics(20, 10, 30.5));
  }

  @Test
  void eachWorkloadHasAProcessOfItsOwnThatEndsWithItsInput() throws Exception {
    Fakes.run(Fakes.EFFORT, List.of(SWITCH, SPAWN), fakes.contestant("a", "steady", 10));

    assertThat(fakes.log("arguments"))
        .satisfiesExactly(
            first -> assertThat(first).endsWith(" switch 100000 1"),
            second -> assertThat(second).endsWith(" spawn 20000 1"));
    assertThat(fakes.log("ended")).containsExactly("a ends", "a ends");
  }

  @Test
  void absentContestantsAreNeitherMeasuredNorFailures() throws Exception {
    Results results =
        Fakes.run(
            Fakes.EFFORT,
            List.of(SWITCH, MEMORY),
            fakes.contestant("a", "absent"),
            fakes.contestant("b", "steady", 5),
            fakes.withoutCommand("c"));

    assertThat(results.values("a", SWITCH)).isEmpty();
    assertThat(results.values("a", MEMORY)).isEmpty();
    assertThat(results.values("b", SWITCH)).isPresent();
    assertThat(results.values("c", SWITCH)).isEmpty();
    assertThat(results.failures()).isEmpty();
  }

  @Test
  void aMissingContestantIsNeverStarted() throws Exception {
    Results results =
        Fakes.run(
            Fakes.EFFORT,
            List.of(SWITCH, MEMORY, HELLO),
            Fakes.missing("a"),
            fakes.withoutCommand("b"));

    assertThat(results.present()).extracting(Contestant::id).containsExactly("b");
    assertThat(results.contestants().keySet())
        .filteredOn(contestant -> contestant.id().equals("a"))
        .singleElement()
        .satisfies(a -> assertThat(results.missing(a)).contains("no a here"));
  }

  @Test
  void whoDiesIsReportedWithItsLastWordsAndTheOthersGoOn() throws Exception {
    Results results =
        Fakes.run(
            Fakes.EFFORT,
            List.of(SWITCH),
            fakes.contestant("a", "dies", 10),
            fakes.contestant("b", "steady", 20));

    assertThat(results.failures())
        .containsExactly(
            new Failure(
                "a",
                SWITCH,
                "Title of a died with status 7; its last words: first words | out of luck"));
    assertThat(results.values("a", SWITCH)).isEmpty();
    assertThat(results.samples("a", SWITCH)).hasSize(1);
    assertThat(results.samples("b", SWITCH)).hasSize(3);
  }

  @Test
  void whoDiesBeforeItIsReadyIsReported() throws Exception {
    Results results =
        Fakes.run(
            Fakes.EFFORT,
            List.of(SWITCH, MEMORY),
            fakes.contestant("a", "dies-at-once"),
            fakes.contestant("b", "steady", 20));

    String reason = "Title of a died with status 3; its last words: no such luck";
    assertThat(results.failures())
        .containsExactly(new Failure("a", SWITCH, reason), new Failure("a", MEMORY, reason));
    assertThat(results.samples("b", SWITCH)).hasSize(3);
  }

  @Test
  void whoHangsIsReportedAndEnded() throws Exception {
    var impatient = new Effort(false, 2, 1, 2, 1, 1, 2, Duration.ofSeconds(1));

    Results results =
        Fakes.run(
            impatient,
            List.of(SWITCH),
            fakes.contestant("a", "hangs"),
            fakes.contestant("b", "steady", 20));

    assertThat(results.failures())
        .containsExactly(new Failure("a", SWITCH, "Title of a said nothing for 1 seconds"));
    assertThat(results.samples("b", SWITCH)).hasSize(2);
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void whoMakesNoSenseIsReported() throws Exception {
    Results results = Fakes.run(Fakes.EFFORT, List.of(SWITCH), fakes.contestant("a", "babbles"));

    assertThat(results.failures())
        .containsExactly(
            new Failure("a", SWITCH, "Title of a said 'quite fast', expected 'WALL CPU'"));
  }

  @Test
  void whoCannotBeStartedIsReported() throws Exception {
    var nowhere =
        new Contestant(
            "a",
            "A",
            (_, _) -> List.of(folder.resolve("nothing").toString()),
            () -> new Presence.Present("1"),
            "");

    Results results = Fakes.run(Fakes.EFFORT, List.of(SWITCH, HELLO), nowhere);

    assertThat(results.failures())
        .hasSize(2)
        .allSatisfy(failure -> assertThat(failure.reason()).startsWith("A cannot be started: "));
  }

  @Test
  void memoryIsWhatTheProcessGrowsByForEachTask() throws Exception {
    Results results = Fakes.run(Fakes.EFFORT, List.of(MEMORY), fakes.contestant("a", "steady"));

    assertThat(results.failures()).isEmpty();
    // The script holds 300 bytes for each of 100,000, as often as its shell copies them.
    assertThat(results.samples("a", MEMORY))
        .singleElement()
        .satisfies(sample -> assertThat(sample.value()).isBetween(250.0, 2_000.0));
  }

  @Test
  void helloIsAWholeProcessAndTheFirstDoesNotCount() throws Exception {
    Results results = Fakes.run(Fakes.EFFORT, List.of(HELLO), fakes.contestant("a", "hello"));

    assertThat(results.failures()).isEmpty();
    assertThat(results.samples("a", HELLO))
        .hasSize(2)
        .allSatisfy(sample -> assertThat(sample.value()).isBetween(0.01, 30_000.0));
  }

  @Test
  void helloThatFailsOrSaysSomethingElseIsReported() throws Exception {
    Results results =
        Fakes.run(
            Fakes.EFFORT,
            List.of(HELLO),
            fakes.contestant("a", "hello-fails"),
            fakes.contestant("b", "hello-else"));

    assertThat(results.failures())
        .containsExactly(
            new Failure("a", HELLO, "Title of a ended with status 4"),
            new Failure("b", HELLO, "Title of b said 'goodbye', expected 'hello'"));
  }
}
