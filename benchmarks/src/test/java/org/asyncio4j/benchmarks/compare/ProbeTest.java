package org.asyncio4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.asyncio4j.benchmarks.compare.Presence.Missing;
import org.asyncio4j.benchmarks.compare.Presence.Present;
import org.junit.jupiter.api.Test;

final class ProbeTest {
  private static Presence shell(String script) {
    return Probe.command(List.of("/bin/sh", "-c", script)).look();
  }

  @Test
  void aVersionIsWhatTheCommandSays() {
    assertThat(shell("echo 3.11.7")).isEqualTo(new Present("3.11.7"));
  }

  @Test
  void theReasonIsItsLastLine() {
    assertThat(shell("echo trace; echo 'needs 3.11' >&2; exit 1"))
        .isEqualTo(new Missing("needs 3.11"));
    assertThat(shell("exit 9")).isEqualTo(new Missing("/bin/sh ended with status 9"));
  }

  @Test
  void noCommandNoContestant() {
    assertThat(Probe.command(List.of("no-such-command")).look())
        .isEqualTo(new Missing("no no-such-command here"));
  }

  @Test
  void aClassIsLookedForOnTheClassPath() {
    Probe there = () -> new Present("1");

    assertThat(Probe.ofClass(Probe.class.getName(), there).look()).isEqualTo(new Present("1"));
    assertThat(Probe.ofClass("org.example.Nothing", there).look())
        .isEqualTo(new Missing("org.example.Nothing is not in the jar"));
  }
}
