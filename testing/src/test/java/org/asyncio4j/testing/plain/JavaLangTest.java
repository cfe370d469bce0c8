package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said where threads cannot be simulated. The JVM of the tests has the flag. */
final class JavaLangTest {

  @Test
  void jdkOfAnotherShapeIsNotTakenForAMissingFlag() {
    var reason = new NoSuchFieldException("onWaitingList");

    assertThat(JavaLang.refusal(reason))
        .hasMessage(
            "cannot simulate threads: java.lang is open, but JDK %s has changed inside, so the JVM"
                    .formatted(Runtime.version())
                + " flag --add-opens java.base/java.lang=ALL-UNNAMED does not help"
                + " (java.lang.NoSuchFieldException: onWaitingList)")
        .hasCause(reason);
  }
}
