package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.userland.FlaglessPrograms.AsksForTheLoopEngine;
import org.asyncio4j.userland.FlaglessPrograms.MonitorOfASuspendedTask;
import org.asyncio4j.userland.FlaglessPrograms.QueueBetweenTasks;
import org.asyncio4j.userland.FlaglessPrograms.TwoLoops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** JVMs of their own, started without {@code --add-opens}: what they say, in place of a hang. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the other JVMs choose their engine: once is enough")
final class WithoutFlagTest {

  private static String outputOf(Class<?> program, String... options) throws Exception {
    try (var jvm = ChildJvm.startPlain(program, List.of(options))) {
      return jvm.rest();
    }
  }

  @Test
  void warningComesOnceAndSaysWhatDoesNotWork() throws Exception {
    assertThat(outputOf(TwoLoops.class))
        .isEqualTo(
            """
            HANDOFF
            WARNING: using the hand-off engine, which cannot suspend a task in a blocking call of \
            the JDK. While a task is in Thread.sleep, a lock, a BlockingQueue or a socket, its \
            whole loop stands still. Timeouts and cancellation do not end the call. Two tasks that \
            wait for each other through a lock or queue of the JDK hang for ever. A program \
            whose tasks wait only by asyncio4j's own means is not affected.
            The reason: java.lang is not open to asyncio4j: expected the JVM flag --add-opens \
            java.base/java.lang=ALL-UNNAMED; docs/how-to/give-the-flag.md shows the ways to give it
            ran
            ran
            exit 0""");
  }

  @Test
  void handOffEngineThatWasAskedForIsNoReasonForAWarning() throws Exception {
    assertThat(outputOf(TwoLoops.class, "-Dasyncio4j.engine=handoff"))
        .isEqualTo("HANDOFF\nran\nran\nexit 0");
  }

  @Test
  void withTheFlagThereIsNothingToSay() throws Exception {
    assertThat(outputOf(TwoLoops.class, "--add-opens=java.base/java.lang=ALL-UNNAMED"))
        .isEqualTo("LOOP\nran\nran\nexit 0");
  }

  @Test
  void loopEngineThatWasAskedForIsRefusedWithTheFlagItNeeds() throws Exception {
    assertThat(outputOf(AsksForTheLoopEngine.class))
        .isEqualTo(
            "the loop engine cannot run: java.lang is not open to asyncio4j: expected the JVM flag"
                + " --add-opens java.base/java.lang=ALL-UNNAMED; docs/how-to/give-the-flag.md shows"
                + " the ways to give it\nexit 0");
  }

  @Test
  void queueBetweenTasksIsNamedInsteadOfASilentHang() throws Exception {
    assertThat(outputOf(QueueBetweenTasks.class))
        .containsPattern(
            "WARNING: Task-2 holds the loop in LinkedBlockingQueue\\.take"
                + " \\(FlaglessPrograms\\.java:\\d+\\), for \\d+\\.\\d seconds so far; with --add-opens"
                + " java\\.base/java\\.lang=ALL-UNNAMED it would suspend alone\\.\n")
        .contains("\nReady, but cannot run: Task-3.\n", "this is a deadlock", "exit 7");
  }

  @Test
  void deadlockByAMonitorIsCalledADeadlock() throws Exception {
    assertThat(outputOf(MonitorOfASuspendedTask.class))
        .contains("WARNING: Task-1 holds the loop in synchronized (FlaglessPrograms.java:")
        .containsPattern(
            "\nIf a task of this loop owns the lock, this is a deadlock; suspended are Task 'owner'"
                + " \\(FlaglessPrograms\\.java:\\d+\\)\\.\n")
        .contains("exit 7");
  }
}
