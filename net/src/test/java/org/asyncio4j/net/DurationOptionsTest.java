package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Options that are durations take what core's functions take. */
final class DurationOptionsTest {
  private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();
  private static final double A_CENTURY = 100.0 * 365 * 24 * 3600;

  @Test
  void forEverIsAVeryLongTime() {
    TlsOptions tls =
        TlsOptions.DEFAULT.withHandshakeTimeout(FOR_EVER).withShutdownTimeout(FOR_EVER);

    assertThat(tls.handshakeTimeout()).isGreaterThan(A_CENTURY);
    assertThat(tls.shutdownTimeout()).isGreaterThan(A_CENTURY);
    assertThat(ConnectOptions.DEFAULT.withHappyEyeballsDelay(FOR_EVER).happyEyeballsDelay())
        .isNotNull();
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void nullHasAName() {
    Duration none = null;

    assertThatNullPointerException()
        .isThrownBy(() -> TlsOptions.DEFAULT.withHandshakeTimeout(none))
        .withMessage("limit");
    assertThatNullPointerException()
        .isThrownBy(() -> ConnectOptions.DEFAULT.withHappyEyeballsDelay(none))
        .withMessage("delay");
  }
}
