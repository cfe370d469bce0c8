package org.asyncio4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said when the loop engine cannot run. The JVM of the tests has the flag. */
final class EnginesTest {
  private static final Jdk.Unusable CLOSED =
      new Jdk.Unusable(true, new IllegalAccessException("java.base does not open java.lang"));

  /** A class that is missing, and two without the constructor and the methods of VirtualThread. */
  @ParameterizedTest
  @CsvSource({
    "java.lang.FiberThread, java.lang.ClassNotFoundException",
    "java.lang.ThreadGroup, java.lang.NoSuchMethodException",
    "java.lang.BaseVirtualThread, java.lang.NoSuchMethodException"
  })
  void jdkOfAnotherShapeIsNotTakenForAMissingFlag(String virtualThread, String exception) {
    var found = (Jdk.Unusable) Jdk.find(virtualThread);

    assertThat(found.closed()).isFalse();
    assertThat(found.describe())
        .startsWith(
            "java.lang is open to asyncio4j, but JDK %s has changed inside"
                .formatted(Runtime.version()))
        .contains("does not help (" + exception)
        .doesNotContain("docs/");
    assertThat(found.exception())
        .hasMessageStartingWith("the loop engine cannot run: java.lang is open")
        .hasCause(found.cause());
    assertThat(Engines.fallbackWarning(found))
        .startsWith("using the hand-off engine")
        .contains("The reason: java.lang is open to asyncio4j, but JDK ");
  }

  @Test
  void thisJdkHasTheShapeThatTheLoopEngineNeeds() {
    assertThat(Jdk.find("java.lang.VirtualThread")).isInstanceOf(Jdk.class);
    assertThat(Jdk.unusable()).isNull();
  }

  @Test
  void missingFlagIsNamed() {
    assertThat(CLOSED.exception())
        .hasMessage(
            "the loop engine cannot run: java.lang is not open to asyncio4j: expected the JVM flag"
                + " --add-opens java.base/java.lang=ALL-UNNAMED; docs/how-to/give-the-flag.md"
                + " shows the ways to give it")
        .hasCause(CLOSED.cause());
  }

  @Test
  void warningSaysWhatDoesNotWork() {
    assertThat(Engines.fallbackWarning(CLOSED))
        .contains(
            "cannot suspend a task in a blocking call of the JDK",
            "Thread.sleep, a lock, a BlockingQueue or a socket",
            "Timeouts and cancellation do not end the call",
            "hang for ever",
            "--add-opens java.base/java.lang=ALL-UNNAMED")
        .doesNotContain("everything works", "slower");
  }
}
