package org.asyncio4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.benchmarks.compare.Contestants.CPYTHON;
import static org.asyncio4j.benchmarks.compare.Contestants.KOTLIN;
import static org.asyncio4j.benchmarks.compare.Contestants.LOOP;
import static org.asyncio4j.benchmarks.compare.Contestants.UVLOOP;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
final class CompareTest {
  private static final Machine MACHINE =
      new Machine("Fast 3000", 2, 24L << 30, "Some Linux", "25, Somebody");

  @TempDir private Path folder;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private Fakes fakes;

  @BeforeEach
  void prepare() {
    fakes = new Fakes(folder);
  }

  private int compare(List<Contestant> contestants, String... words) throws Exception {
    var arguments = new ArrayList<>(List.of("--only", "switch,spawn"));
    arguments.addAll(List.of(words));
    var setup =
        new Setup(folder, "b.jar", "1.2.3", "python3", "python3", List.of("-Xmx1g", "-Xms1g"));
    var out = new PrintStream(output, true, StandardCharsets.UTF_8);
    return new Compare(Options.parse(arguments), setup, MACHINE, fakes.rig(), out, Fakes.NOWHERE)
        .run(contestants, Fakes.EFFORT);
  }

  private String said() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private List<Contestant> everyone() {
    return List.of(
        fakes.contestant(LOOP, "steady", 100, 104, 98),
        fakes.contestant(CPYTHON, "steady", 1_500, 1_500, 1_500),
        Fakes.missing(UVLOOP),
        fakes.contestant(KOTLIN, "absent"));
  }

  @Test
  void theTableHasMediansSpreadsAndRatios() throws Exception {
    int status = compare(everyone());

    assertThat(status).isZero();
    assertThat(said().lines())
        .contains(
            "workload    Title of loop  Title of cpython  Title of kotlin",
            "switch, ns        100 ±4%   1,500 ±0% 15.0×                –",
            "spawn, ns         100 ±4%   1,500 ±0% 15.0×                –",
            "Missing: Title of uvloop: no uvloop here; install uvloop");
    assertThat(said())
        .containsPattern(
            "switch +Title of loop +Title of cpython +≥ 5× as fast +15.0× as fast +met")
        .containsPattern("spawn .*≥ 20× as fast +15.0× as fast +missed")
        .containsPattern("spawn .*≥ 18× as fast +– +not measured")
        .contains("No docs are written");
    assertThat(folder.resolve("docs")).doesNotExist();
  }

  @Test
  void aFailureIsSaidAndChangesTheStatus() throws Exception {
    int status =
        compare(List.of(fakes.contestant(LOOP, "steady", 1), fakes.contestant(CPYTHON, "dies", 1)));

    assertThat(status).isEqualTo(1);
    assertThat(said())
        .contains("Failed: switch: Title of cpython died with status 7; its last words: ")
        .containsPattern("switch, ns .* failed");
  }

  @Test
  void jsonHasEverySample() throws Exception {
    Path file = folder.resolve("out.json");

    compare(everyone(), "--json", file.toString());

    JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
    assertThat(json.at("/workloads/0/id").asString()).isEqualTo("switch");
    assertThat(json.at("/workloads/0/size").asInt()).isEqualTo(100_000);
    JsonNode samples = json.at("/workloads/0/samples/" + LOOP);
    assertThat(samples).hasSize(3);
    assertThat(samples.at("/1/value").asDouble()).isEqualTo(104);
    assertThat(samples.at("/1/cpu").asDouble()).isEqualTo(7.5);
    assertThat(json.at("/contestants/2/missing").asString()).isEqualTo("no uvloop here");
    assertThat(json.at("/contestants/0/version").asString()).isEqualTo("1.0");
    assertThat(json.at("/goals/0/measured").asDouble()).isEqualTo(15);
    assertThat(json.at("/goals/0/outcome").asString()).isEqualTo("met");
    assertThat(json.at("/machine/cpu").asString()).isEqualTo("Fast 3000");
    assertThat(json.at("/javaOptions/0").asString()).isEqualTo("-Xmx1g");
  }

  @Test
  void thePageHasFiguresGoalsAndWhereTheyComeFrom() throws Exception {
    compare(everyone(), "--docs");

    String page = Files.readString(folder.resolve("docs/benchmarks.md"));
    assertThat(page.lines())
        .contains(
            "| workload | Title of loop | Title of cpython | Title of kotlin |",
            "| --- | ---: | ---: | ---: |",
            "| switch, ns | 100 | 1,500 (15.0×) | – |",
            "| switch, ns | 98.0 to 104 | 1,500 to 1,500 | – |",
            "| switch, ns | 7.50 | 7.50 | – |",
            "| spawn | Title of loop | Title of cpython | ≥ 20× as fast | 15.0× as fast | **missed** |",
            "| processor | Fast 3000, 2 cores |",
            "| memory | 24 GiB |",
            "| options of all JVMs | `-Xmx1g -Xms1g` |",
            "| Title of cpython | 1.0 |",
            "Title of uvloop is missing here: no uvloop here. To get it: install uvloop.")
        .anyMatch(line -> line.contains("](benchmarks.svg)"));
    assertThat(page).doesNotContain(folder.toString());
  }

  @Test
  void theChartIsAnSvgWithALabelForEachBar() throws Exception {
    compare(everyone(), "--docs");

    var factory = DocumentBuilderFactory.newInstance();
    // The DTD is on the web.
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var svg = factory.newDocumentBuilder().parse(folder.resolve("docs/benchmarks.svg").toFile());
    var texts = svg.getElementsByTagName("text");
    var words = new ArrayList<String>();
    for (int i = 0; i < texts.getLength(); i++) {
      words.add(texts.item(i).getTextContent().strip());
    }
    assertThat(words).contains("switch", "spawn", "Title of cpython", "15×");
    assertThat(words).doesNotContain("Title of kotlin");
  }

  @Test
  void withoutPeersThereIsNoChart() throws Exception {
    compare(List.of(fakes.contestant(LOOP, "steady", 1)), "--docs");

    assertThat(folder.resolve("docs/benchmarks.svg")).doesNotExist();
    assertThat(Files.readString(folder.resolve("docs/benchmarks.md"))).doesNotContain(".svg");
  }
}
