package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.asyncio4j.Asyncio.getRunningLoop;

import org.junit.jupiter.api.Test;

/** Which loops are in debug mode. */
final class DebugSwitchTest {

  private static boolean debugInside(RunOptions options) {
    return Asyncio.run(() -> getRunningLoop().getDebug(), options);
  }

  @Test
  @Behaviour(252)
  void variableCountsIfItIsNotEmpty() {
    assertThat(Debug.byDefault(null, null)).isFalse();
    assertThat(Debug.byDefault(null, "")).isFalse();
    assertThat(Debug.byDefault(null, "1")).isTrue();
    assertThat(Debug.byDefault(null, "0")).isTrue();
  }

  @Test
  @Behaviour(252)
  void propertyPrecedesTheVariable() {
    assertThat(Debug.byDefault("true", null)).isTrue();
    assertThat(Debug.byDefault("", "")).isTrue();
    assertThat(Debug.byDefault("false", "1")).isFalse();
  }

  @Test
  @Behaviour({233, 252})
  void runFollowsTheSettingUnlessTold() {
    String before = System.getProperty(Debug.PROPERTY);
    try {
      System.setProperty(Debug.PROPERTY, "true");
      assertThat(debugInside(RunOptions.DEFAULT)).isTrue();
      assertThat(debugInside(RunOptions.DEFAULT.withDebug(false))).isFalse();
      System.setProperty(Debug.PROPERTY, "false");
      assertThat(debugInside(RunOptions.DEFAULT)).isFalse();
      assertThat(debugInside(RunOptions.DEFAULT.withDebug(true))).isTrue();
    } finally {
      if (before == null) {
        System.clearProperty(Debug.PROPERTY);
      } else {
        System.setProperty(Debug.PROPERTY, before);
      }
    }
  }

  @Test
  @Behaviour(233)
  void runnerFollowsItsOptions() {
    try (var runner = new Runner(RunOptions.DEFAULT.withDebug(true))) {
      assertThat(runner.getLoop().getDebug()).isTrue();
    }
  }

  @Test
  void slowMeansATenthOfASecondUnlessSet() {
    EventLoop loop = EventLoop.create();
    assertThat(loop.getSlowCallbackDuration()).isEqualTo(0.1);

    loop.setSlowCallbackDuration(0.25);

    assertThat(loop.getSlowCallbackDuration()).isEqualTo(0.25);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loop.setSlowCallbackDuration(-1))
        .withMessage("seconds must be >= 0, got -1.0");
    loop.close();
  }
}
