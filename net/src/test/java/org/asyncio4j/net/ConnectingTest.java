package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which addresses are tried when; without sockets. */
@Timeout(60)
final class ConnectingTest {
  private static final ConnectOptions EYEBALLS =
      ConnectOptions.DEFAULT.withHappyEyeballsDelay(0.25);

  private final List<String> log = new ArrayList<>();
  private final List<String> discarded = new ArrayList<>();

  private static List<InetAddress> addresses(String... all) {
    return java.util.Arrays.stream(all).map(InetAddress::ofLiteral).toList();
  }

  private void log(String what) {
    log.add(String.format(Locale.ROOT, "%.2f %s", Asyncio.getRunningLoop().time(), what));
  }

  /** The last number of an address says how long it takes; 200 and more fail after that - 200. */
  private String connect(InetSocketAddress address, Optional<InetSocketAddress> local)
      throws IOException {
    String name = address.getAddress().getHostAddress();
    int code =
        address.getAddress().getAddress()[address.getAddress().getAddress().length - 1] & 255;
    log(name);
    try {
      Asyncio.sleep(code % 200 / 100.0);
    } catch (CancelledError cancelled) {
      log(name + " cancelled");
      throw cancelled;
    }
    if (code >= 200) {
      throw new ConnectException("Connection refused: " + name);
    }
    return name;
  }

  private String connect(ConnectOptions options, String... all) throws IOException {
    return new Connecting<String>(host -> addresses(all), this::connect, discarded::add, options)
        .connect("host", 80);
  }

  @Test
  void withoutADelayAddressesAreTriedOneAfterTheOther() {
    VirtualTime.run(
        () -> {
          assertThat(connect(ConnectOptions.DEFAULT, "10.0.0.250", "10.0.0.100", "10.0.0.1"))
              .isEqualTo("10.0.0.100");
          assertThat(log).containsExactly("0.00 10.0.0.250", "0.50 10.0.0.100");
        });
  }

  @Test
  @Behaviour(273)
  void theNextAttemptStartsAfterTheDelayAndTheFirstSuccessCancelsTheRest() {
    VirtualTime.run(
        () -> {
          assertThat(connect(EYEBALLS, "10.0.0.190", "10.0.0.180", "10.0.0.10"))
              .isEqualTo("10.0.0.10");
          assertThat(log)
              .containsExactly(
                  "0.00 10.0.0.190",
                  "0.25 10.0.0.180",
                  "0.50 10.0.0.10",
                  "0.60 10.0.0.190 cancelled",
                  "0.60 10.0.0.180 cancelled");
          assertThat(Asyncio.allTasks()).hasSize(1);
        });
  }

  @Test
  @Behaviour(273)
  void theNextAttemptStartsAtOnceWhenTheLatestFails() {
    VirtualTime.run(
        () -> {
          assertThat(connect(EYEBALLS, "10.0.0.210", "10.0.0.205", "10.0.0.50"))
              .isEqualTo("10.0.0.50");
          assertThat(log).containsExactly("0.00 10.0.0.210", "0.10 10.0.0.205", "0.15 10.0.0.50");
        });
  }

  @Test
  @Behaviour(273)
  void aRaceReportsTheWinnersPlaceAndEachAttemptsError() {
    VirtualTime.run(
        () -> {
          var failure = new IllegalStateException("no");
          var result =
              StaggeredRace.<String>run(
                  List.of(
                      () -> {
                        throw failure;
                      },
                      () -> Asyncio.sleep(5, "slow"),
                      () -> Asyncio.sleep(1, "fast"),
                      () -> "never started"),
                  Optional.of(2.0),
                  discarded::add);
          assertThat(result.winner()).contains("fast");
          assertThat(result.index()).isEqualTo(2);
          assertThat(result.errors()).hasSize(3);
          assertThat(result.errors().get(0)).containsSame(failure);
          assertThat(result.errors().get(1)).containsInstanceOf(CancelledError.class);
          assertThat(result.errors().get(2)).isEmpty();
          assertThat(Asyncio.getRunningLoop().time()).isEqualTo(3);
          assertThat(discarded).isEmpty();
        });
  }

  @Test
  @Behaviour(273)
  void cancellingARaceLeavesNothingRunning() {
    VirtualTime.run(
        () -> {
          var race = Asyncio.createTask(() -> connect(EYEBALLS, "10.0.0.190", "10.0.0.180"));
          Asyncio.sleep(0.3);
          race.cancel();
          assertThatThrownBy(() -> Asyncio.await(race)).isInstanceOf(CancelledError.class);
          assertThat(log).contains("0.30 10.0.0.190 cancelled", "0.30 10.0.0.180 cancelled");
          assertThat(Asyncio.allTasks()).hasSize(1);
        });
  }

  @Test
  void theSecondOfTwoWinnersIsDiscarded() {
    VirtualTime.run(
        () -> {
          assertThat(connect(EYEBALLS, "10.0.0.75", "10.0.0.50")).isEqualTo("10.0.0.75");
          assertThat(discarded).containsExactly("10.0.0.50");
        });
  }

  @Test
  void familiesTakeTurns() {
    VirtualTime.run(
        () -> {
          connect(EYEBALLS, "2001:db8::ff", "2001:db8::fe", "10.0.0.250", "10.0.0.1");
          assertThat(log)
              .extracting(line -> line.substring(5))
              .containsExactly(
                  "2001:db8:0:0:0:0:0:ff",
                  "10.0.0.250",
                  "2001:db8:0:0:0:0:0:fe",
                  "10.0.0.1",
                  "2001:db8:0:0:0:0:0:fe cancelled");
        });
  }

  @Test
  void severalErrorsAreOneMessage() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(() -> connect(ConnectOptions.DEFAULT, "10.0.0.201", "10.0.0.202"))
              .isInstanceOf(IOException.class)
              .hasMessage(
                  "Multiple exceptions: Connection refused: 10.0.0.201,"
                      + " Connection refused: 10.0.0.202");
          assertThatThrownBy(() -> connect(ConnectOptions.DEFAULT, "10.0.0.201"))
              .isInstanceOf(ConnectException.class)
              .hasMessage("Connection refused: 10.0.0.201");
          assertThatThrownBy(() -> connect(ConnectOptions.DEFAULT, "10.0.0.201", "10.0.0.201"))
              .isInstanceOf(ConnectException.class);
          assertThatThrownBy(
                  () -> connect(ConnectOptions.DEFAULT.withAllErrors(), "10.0.0.201", "10.0.0.202"))
              .isInstanceOfSatisfying(
                  ExceptionGroup.class, group -> assertThat(group.exceptions()).hasSize(2));
        });
  }
}
