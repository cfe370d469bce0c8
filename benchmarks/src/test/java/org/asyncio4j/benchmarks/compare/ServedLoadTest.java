package org.asyncio4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.asyncio4j.benchmarks.compare.Contestants.CPYTHON;
import static org.asyncio4j.benchmarks.compare.Contestants.LOOP;
import static org.asyncio4j.benchmarks.compare.Contestants.NETTY;
import static org.asyncio4j.benchmarks.compare.Contestants.UVLOOP;
import static org.asyncio4j.benchmarks.compare.Workload.HTTP_50;
import static org.asyncio4j.benchmarks.compare.Workload.IDLE;
import static org.asyncio4j.benchmarks.compare.Workload.STREAMS_1K_50;
import static org.asyncio4j.benchmarks.compare.Workload.TLS_1K_50;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.asyncio4j.benchmarks.compare.Goal.Outcome;
import org.asyncio4j.benchmarks.compare.Goal.Rule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
@Timeout(60)
final class ServedLoadTest {
  // Long enough for the first answers over TLS, which nobody has compiled yet.
  private static final Effort COLD_START = new Effort(false, 1, 1, 250, 1, 1, 2, Fakes.PATIENCE);

  @TempDir private Path folder;
  private Fakes fakes;

  @BeforeEach
  void prepare() {
    fakes = new Fakes(folder);
  }

  @Test
  void ratesAndLatenciesAreWhatTheLoadGeneratorSays() throws Exception {
    Results results =
        Fakes.run(
            Fakes.EFFORT,
            List.of(STREAMS_1K_50),
            fakes.rig(1_500, 20.5, 300),
            fakes.contestant("a", "serves"));

    assertThat(results.failures()).isEmpty();
    assertThat(results.samples("a", STREAMS_1K_50))
        .hasSize(3)
        .allSatisfy(
            sample -> {
              assertThat(sample.value()).isEqualTo(1_500);
              assertThat(sample.latency()).isEqualTo(new Latency(20_500, 300_000));
            });
    assertThat(fakes.log())
        .containsExactly("load go 1", "load go 1", "load go 3", "load go 3", "load go 3");
    assertThat(fakes.log("arguments"))
        .satisfiesExactly(
            server -> assertThat(server).startsWith("served ").endsWith(" streams"),
            warmUp -> assertThat(warmUp).isEqualTo("load 4711 echo 50 1024"),
            load -> assertThat(load).isEqualTo("load 4711 echo 50 1024"));
    assertThat(fakes.log("ended")).containsExactly("a ends");
  }

  @Test
  void serversOfTlsGetTheirKeys() throws Exception {
    Rig rig = fakes.rig(1, 2, 3);

    Results results =
        Fakes.run(Fakes.EFFORT, List.of(TLS_1K_50), rig, fakes.contestant("a", "serves"));

    assertThat(results.failures()).isEmpty();
    Path keys = rig.keys().folder();
    assertThat(fakes.log("arguments").getFirst()).endsWith(" tls " + keys);
    assertThat(keys.resolve("key.p12")).isNotEmptyFile();
    assertThat(Files.readString(keys.resolve("cert.pem"))).startsWith("-----BEGIN CERTIFICATE");
    assertThat(Files.readString(keys.resolve("key.pem"))).startsWith("-----BEGIN PRIVATE KEY");
  }

  @Test
  void idleConnectionsCostWhatTheServerGrowsBy() throws Exception {
    Results results =
        Fakes.run(Fakes.EFFORT, List.of(IDLE), fakes.rig(), fakes.contestant("a", "serves"));

    assertThat(results.failures()).isEmpty();
    // The script holds a million bytes for 1,000, as often as its shell copies them.
    assertThat(results.samples("a", IDLE))
        .singleElement()
        .satisfies(sample -> assertThat(sample.value()).isBetween(500.0, 9_000.0));
    assertThat(fakes.log("arguments"))
        .contains("load 4711 echo 50 1024", "load 4711 echo 1000 1024");
  }

  @Test
  void aLoadGeneratorThatMakesNoSenseIsReportedOfTheServer() throws Exception {
    Results results =
        Fakes.run(
            Fakes.EFFORT,
            List.of(STREAMS_1K_50),
            fakes.rig(1),
            fakes.contestant("a", "serves"),
            fakes.contestant("b", "dies-at-once"),
            fakes.withoutCommand("c"));

    assertThat(results.failures())
        .containsExactly(
            new Failure("a", STREAMS_1K_50, "Title of load said '1.0', expected '3 numbers'"),
            new Failure(
                "b", STREAMS_1K_50, "Title of b died with status 3; its last words: no such luck"));
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  // The real ones; that an answer is not right, or none comes, the generator says itself.
  @EnabledOnOs(OS.LINUX)
  @ParameterizedTest
  @EnumSource(
      value = Workload.class,
      names = {"TLS_1K_50", "HTTP_50"})
  @Timeout(300) // a dozen JVMs, one after the other, beside the tests of other modules
  void allServersOnTheJvmAnswer(Workload workload) throws Exception {
    var setup =
        new Setup(
            Path.of("").toAbsolutePath().getParent(),
            System.getProperty("java.class.path"),
            "1",
            "python3",
            "python3",
            List.of());
    Contestant[] contestants =
        Contestants.all(setup).stream()
            .filter(contestant -> !List.of(CPYTHON, UVLOOP).contains(contestant.id()))
            .filter(contestant -> contestant.has(workload))
            .toArray(Contestant[]::new);

    Results results = Fakes.run(COLD_START, List.of(workload), Rig.here(setup), contestants);

    assertThat(results.failures()).isEmpty();
    for (Contestant contestant : contestants) {
      assertThat(results.values(contestant.id(), workload).orElseThrow().median()).isPositive();
    }
  }

  @Test
  void moreAnswersAreBetter() {
    Results results = Fakes.results(List.of(STREAMS_1K_50), LOOP, NETTY);
    Fakes.add(results, LOOP, STREAMS_1K_50, 80_000);
    Fakes.add(results, NETTY, STREAMS_1K_50, 100_000);

    Goal goal = goal(STREAMS_1K_50, Rule.TIMES_AS_FAST, NETTY);

    assertThat(goal.measured(results).orElseThrow()).isEqualTo(0.8, within(1e-9));
    assertThat(goal.outcome(results)).isEqualTo(Outcome.MET);
  }

  @Test
  void latenciesAreComparedWhereNearlyAllAnswersAreThere() {
    Results results = Fakes.results(List.of(STREAMS_1K_50), LOOP, UVLOOP);
    for (Contestant contestant : results.present()) {
      double micros = contestant.id().equals(LOOP) ? 300 : 200;
      results.add(contestant, STREAMS_1K_50, new Sample(1, null, new Latency(1, micros * 1_000)));
    }

    Goal goal = goal(STREAMS_1K_50, Rule.AS_SOON, UVLOOP);

    assertThat(goal.measured(results).orElseThrow()).isEqualTo(1.5);
    assertThat(goal.outcome(results)).isEqualTo(Outcome.MISSED);
    assertThat(goal.text(1.5)).isEqualTo("1.50× the p99");
    assertThat(new Tables(results).latencies().text()).contains("0.00 / 300");
  }

  @Test
  void anIdleConnectionHasALimitOfItsOwn() {
    Results results = Fakes.results(List.of(IDLE), LOOP);
    Fakes.add(results, LOOP, IDLE, 12 * 1_024);

    Goal goal = goal(IDLE, Rule.AT_MOST, LOOP);

    assertThat(goal.outcome(results)).isEqualTo(Outcome.MET);
    assertThat(goal.wanted()).isEqualTo("≤ 12,288 bytes");
    assertThat(goal.hasOther()).isFalse();
  }

  @Test
  void whoIsNoServerHasNoneOfTheNetworksWorkloads() {
    var setup = new Setup(folder, "b.jar", "1", "python3", "python3", List.of());

    assertThat(Contestants.all(setup))
        .filteredOn(contestant -> contestant.has(HTTP_50))
        .extracting(Contestant::id)
        .containsExactly(LOOP, CPYTHON, UVLOOP, Contestants.THREADS, NETTY);
  }

  private static Goal goal(Workload workload, Rule rule, String other) {
    return Goals.ALL.stream()
        .filter(goal -> goal.workload() == workload && goal.rule() == rule)
        .filter(goal -> goal.other().equals(other))
        .findFirst()
        .orElseThrow();
  }
}
