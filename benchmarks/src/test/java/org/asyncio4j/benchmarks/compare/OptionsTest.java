package org.asyncio4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  private static final long GIB = 1L << 30;

  private static Options parse(String... words) {
    return Options.parse(List.of(words));
  }

  private static void refuses(String message, String... words) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse(words))
        .withMessage(message);
  }

  @Test
  void everythingIsTheDefault() {
    Options options = parse();

    assertThat(options.workloads()).isEqualTo(Workload.withConnections(false));
    assertThat(options.effort()).isEqualTo(Effort.FULL);
    assertThat(options.writesDocs()).isTrue();
    assertThat(options.json()).isNull();
  }

  @Test
  void quickWritesNoDocsUnlessAsked() {
    assertThat(parse("--quick").effort()).isEqualTo(Effort.QUICK);
    assertThat(parse("--quick").writesDocs()).isFalse();
    assertThat(parse("--quick", "--docs").writesDocs()).isTrue();
  }

  @Test
  void onlyChoosesWorkloadsInTheOrderOfTheTable() {
    Options options = parse("--only", "hello-source,switch");

    assertThat(options.workloads()).containsExactly(Workload.SWITCH, Workload.HELLO_SOURCE);
    assertThat(options.writesDocs()).isFalse();
  }

  @Test
  void theNetworkIsMeasuredWhenAskedFor() {
    assertThat(parse("--net").workloads()).containsExactly(Workload.values());
    assertThat(parse("--only", "net").workloads()).isEqualTo(Workload.withConnections(true));
    assertThat(parse("--only", "net,switch").workloads())
        .startsWith(Workload.SWITCH)
        .contains(Workload.IDLE);
  }

  @Test
  void roundsAndFileAreTaken() {
    Options options = parse("--rounds", "9", "--json", "out.json");

    assertThat(options.effort()).isEqualTo(Effort.FULL.withRounds(9));
    assertThat(options.json()).isEqualTo(Path.of("out.json"));
  }

  @Test
  void sevenHeapsFitIntoTheMemory() {
    assertThat(parse().javaOptions(24 * GIB))
        .containsExactly("-Xms2048m", "-Xmx2048m", "-Xmn1536m", "-XX:+AlwaysPreTouch");
    assertThat(parse().javaOptions(7 * GIB))
        .containsExactly("-Xms614m", "-Xmx614m", "-Xmn459m", "-XX:+AlwaysPreTouch");
  }

  @Test
  void javaOptionsAreSplitAtSpacesAndMayBeEmpty() {
    assertThat(parse("--java-options", " -Xmx1g  -XX:+UseZGC ").javaOptions(GIB))
        .containsExactly("-Xmx1g", "-XX:+UseZGC");
    assertThat(parse("--java-options", "").javaOptions(GIB)).isEmpty();
  }

  @Test
  void whatIsNotKnownIsRefused() {
    refuses("unknown option: --fast", "--fast");
    refuses("unknown option: --fast", "--fast", "1");
    refuses("--json: expected a value after it", "--json");
    refuses("--rounds: expected a number above 0, got 0", "--rounds", "0");
    refuses("--rounds: expected a number above 0, got many", "--rounds", "many");
    refuses("no workload 'swich', expected one of " + Workload.ids(), "--only", "spawn,swich");
  }
}
