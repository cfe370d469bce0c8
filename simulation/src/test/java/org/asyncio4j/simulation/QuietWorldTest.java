package org.asyncio4j.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.FaultPoint;
import org.asyncio4j.net.DatagramOptions;
import org.asyncio4j.net.DatagramProtocol;
import org.asyncio4j.net.DatagramTransport;
import org.asyncio4j.net.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a seed draws happens as far as it may, and what may not leaves the rest as it was. */
@Timeout(60)
final class QuietWorldTest {
  private static final String ALL =
      Stream.of(Deviation.Kind.values()).map(Deviation.Kind::word).collect(Collectors.joining(","));

  private static SimulationOptions only(long seed, String deviations) {
    return SimulationOptions.DEFAULT
        .withSeed(seed)
        .withDeviations(Optional.of(deviations))
        .withFaults(FaultPlan.of("point", 0.5))
        .withLink(LinkOptions.DEFAULT.withLoss(0.2).withDuplication(0.2).withReordering(0.2));
  }

  private static void datagrams(String from, String to) throws Exception {
    DatagramTransport transport =
        Net.createDatagramEndpoint(
                () -> new DatagramProtocol() {},
                DatagramOptions.DEFAULT
                    .withLocalAddress(from, Programs.PORT)
                    .withRemoteAddress(to, Programs.PORT))
            .transport();
    for (int i = 0; i < 20; i++) {
      transport.sendto(from.getBytes(UTF_8), null);
      FaultPoint.fires("point");
      sleep(0.01);
    }
    sleep(1); // nobody answers: both are there until nothing is on its way
    transport.close();
  }

  /** Two nodes that send datagrams to each other, and do this and that besides. */
  private static void world(Simulation simulation) throws Exception {
    Node one = simulation.node("one");
    Node other = simulation.node("other");
    one.disk().setTearing(0.5);
    Asyncio.await(
        gather(
            () -> one.run(() -> datagrams("one", "other")),
            () -> other.run(() -> datagrams("other", "one"))));
    one.run(() -> one.disk().write("file", new byte[100]));
    simulation.network().partition(List.of(one), List.of(other));
    one.crash();
    other.start(() -> sleep(1));
    other.kill();
    sleep(1);
  }

  private static List<String> ids(SimulationReport report) {
    return report.deviations().stream().map(Deviation::id).toList();
  }

  private static String copyOf(String twice) {
    int number = twice.lastIndexOf('@') + 1;
    return twice.substring(twice.indexOf('@'), number)
        + (Integer.parseInt(twice.substring(number)) + 1);
  }

  private static boolean isOf(String id, String message) {
    return id.equals("lost" + message) || id.equals("overtaken" + message);
  }

  @Test
  void nothingHappensInAQuietWorld() {
    SimulationReport report = Simulation.run(only(1, "quiet"), QuietWorldTest::world);

    assertThat(report.deviations()).isEmpty();
    assertThat(report.faults()).isEmpty();
    // Twenty times 10 ms, a second, a write of 50 us, another second.
    assertThat(report.simulated()).isEqualTo(Duration.ofNanos(2_200_050_000L));
    assertThat(report.events())
        .noneMatch(line -> line.contains("loses") || line.contains("crashes"))
        .noneMatch(line -> line.contains("is cut") || line.contains("is killed"));
  }

  @Test
  void withAllOfThemTheRunIsThatOfTheSeedAndEachKindIsThere() {
    SimulationReport all = Simulation.run(only(1, ALL), QuietWorldTest::world);
    SimulationReport plain =
        Simulation.run(only(1, ALL).withDeviations(Optional.empty()), QuietWorldTest::world);

    assertThat(all.hash()).isEqualTo(plain.hash());
    assertThat(plain.deviations()).isEmpty();
    assertThat(ids(all).stream().map(id -> id.split("@")[0]).distinct())
        .containsExactlyInAnyOrder(ALL.split(","));
    assertThat(ids(all)).doesNotHaveDuplicates();
  }

  @Test
  void leavingOneOutLeavesTheRestAsItWas() {
    String noise = "lost,twice,overtaken,fault,cut,crashed,unsynced,killed";
    List<String> all = ids(Simulation.run(only(1, noise), QuietWorldTest::world));
    assertThat(all).hasSizeGreaterThan(20);

    for (String left : all) {
      List<String> others = new ArrayList<>(all);
      others.remove(left);
      SimulationOptions without = only(1, String.join(",", others));
      // Where nobody crashes nothing is lost of what was not synced; nor is a copy that is not
      // made.
      others.removeIf(id -> left.startsWith("crashed") && id.startsWith("unsynced"));
      others.removeIf(id -> left.startsWith("twice") && isOf(id, copyOf(left)));

      assertThat(ids(Simulation.run(without, QuietWorldTest::world)))
          .as("without %s", left)
          .isEqualTo(others);
    }
  }

  @Test
  void eachNodeHasChanceOfItsOwn() {
    List<Double> drawn = new ArrayList<>();
    for (boolean greedy : new boolean[] {false, true}) {
      Simulation.run(
          1,
          simulation -> {
            simulation.node("one").run(() -> simulation.random().doubles(greedy ? 9 : 1).sum());
            drawn.add(simulation.node("other").run(() -> simulation.random().nextDouble()));
            drawn.add(simulation.random().nextDouble());
          });
    }
    assertThat(drawn.subList(0, 2)).isEqualTo(drawn.subList(2, 4)).doesNotHaveDuplicates();
  }

  @Test
  void namesOfNodesFilesAndPointsMayHaveAnySigns() {
    SimulationOptions options =
        SimulationOptions.DEFAULT
            .withFaults(FaultPlan.once("a, b@3/c:d"))
            .withDeviations(Optional.of("fault"));
    SimulationProgram program =
        simulation -> simulation.node("client 1, @/").run(() -> FaultPoint.fires("a, b@3/c:d"));
    SimulationReport report = Simulation.run(options, program);

    assertThat(report.deviations())
        .extracting(Deviation::what)
        .containsExactly("the fault point 'a, b@3/c:d' fires on client 1, @/");
    Optional<String> named = Optional.of(String.join(",", ids(report)));
    assertThat(Simulation.run(options.withDeviations(named), program)).isEqualTo(report);
    assertThat(Simulation.run(options.withDeviations(Optional.of("quiet")), program).faults())
        .isEmpty();
  }

  @Test
  void replayIsOfASeedAndItsDeviations() {
    SimulationOptions replay = SimulationOptions.DEFAULT.withReplay("17:order,cut@1,lost@a/b@14");

    assertThat(replay.seed()).isEqualTo(17);
    assertThat(replay.deviations()).contains("order,cut@1,lost@a/b@14");
    assertThat(replay.withReplay("-3").seed()).isEqualTo(-3);
    assertThat(replay.withReplay("-3").deviations()).isEmpty();
  }

  @Test
  void propertyReplaysWhatWasMadeSmall() {
    SimulationProgram fails =
        simulation -> {
          world(simulation);
          assertThat(simulation.node("one").isUp()).isTrue();
        };
    SimulationError found = Simulation.shortestFailure(only(1, ALL), 5, fails).orElseThrow();
    assertThat(ids(found.report())).containsExactly("crashed@one@1");

    System.setProperty(Simulation.REPLAY_PROPERTY, found.replay());
    try {
      SimulationOptions any = only(99, ALL);
      assertThatThrownBy(() -> Simulation.runSeeds(any, 10, fails))
          .isInstanceOfSatisfying(
              SimulationError.class, again -> assertThat(again.report()).isEqualTo(found.report()));
      assertThat(Simulation.shortestFailure(any, 10, fails))
          .hasValueSatisfying(again -> assertThat(again.report()).isEqualTo(found.report()));
    } finally {
      System.clearProperty(Simulation.REPLAY_PROPERTY);
    }
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    var options = SimulationOptions.DEFAULT;
    assertThatThrownBy(() -> options.withReplay("x:cut@1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replay 'x:cut@1' is malformed: expected a seed, or something like '17:cut@1'");
    for (String item : List.of("cot@1", "cut@0", "cut@", "cut@1@", "cut@a@b@1", "")) {
      assertThatThrownBy(() -> options.withReplay("1:order," + item))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "deviations 'order,%s' are malformed at '%s': expected 'quiet' or something like"
                      .formatted(item, item)
                  + " 'order,cut@1,lost@ann/bob@14'");
    }
    assertThatThrownBy(() -> ShrinkOptions.DEFAULT.withRuns(-1))
        .hasMessage("runs must be >= 0, got -1");
    assertThatThrownBy(() -> ShrinkOptions.DEFAULT.withTime(Duration.ZERO))
        .hasMessage("time must be > 0, got PT0S");
  }
}
