package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a call that holds a loop is reported. No thread, and a clock that the test moves. */
final class LoopHoldTest {
  private static final long SECOND = 1_000_000_000;

  private final BaseEventLoop loop = BaseEventLoop.of(EventLoop.create());
  private final Fake fake = new Fake();
  private final List<String> reports = new ArrayList<>();
  private final LoopHold hold =
      new LoopHold(
          fake,
          SECOND,
          (call, held) -> reports.add("%s after %s".formatted(call.place(), held.toMillis())));
  private long now = 12 * SECOND;

  /** A loop whose steps the test makes. */
  private static final class Fake implements LoopHold.Subject {
    private long beats;
    private boolean blocked;
    private BlockedCall call;
    private Runnable whileCallIsRead = () -> {};

    @Override
    public long beats() {
      return beats;
    }

    @Override
    public boolean isHeld(long beats) {
      return Pulse.isRunning(beats);
    }

    @Override
    public boolean looksBlocked() {
      return blocked;
    }

    @Override
    public BlockedCall call() {
      whileCallIsRead.run();
      return call;
    }
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private void stepBlocksIn(String method, int line) {
    fake.beats = (fake.beats + 2) | 1;
    goesOnToBlockIn(method, line);
  }

  private void goesOnToBlockIn(String method, int line) {
    fake.blocked = true;
    var jdk =
        new StackTraceElement(
            null, "java.base", "25", "java.util.concurrent.Wait", method, "Wait.java", 1);
    var users = new StackTraceElement("X", "main", "X.java", line);
    fake.call =
        new BlockedCall(
            loop,
            Optional.empty(),
            Thread.currentThread(),
            Thread.State.WAITING,
            List.of(jdk, users),
            Optional.empty());
  }

  private void look(double seconds) {
    long end = now + (long) (seconds * SECOND);
    while (now < end) {
      now += hold.pause();
      hold.look(now);
    }
  }

  @Test
  void blockedCallIsReportedWhenItHasLastedForTheLimit() {
    stepBlocksIn("take", 7);

    look(1);
    assertThat(reports).isEmpty();
    look(0.25);
    assertThat(reports).containsExactly("Wait.take (X.java:7) after 1000");
  }

  @Test
  void waitingLoopIsNotReported() {
    goesOnToBlockIn("park", 7); // beats are even: the loop itself waits
    look(100);

    assertThat(reports).isEmpty();
  }

  @Test
  void computingStepIsNotReported() {
    stepBlocksIn("take", 7);
    fake.blocked = false;
    look(100);

    assertThat(reports).isEmpty();
  }

  @Test
  void stepThatComputesBetweenShortWaitsIsNotReported() {
    stepBlocksIn("take", 7);
    for (int i = 0; i < 100; i++) {
      fake.blocked = i % LoopHold.LOOKS_PER_LIMIT != 0;
      look(0.25);
    }

    assertThat(reports).isEmpty();
  }

  @Test
  void manyShortStepsAreNotReported() {
    for (int i = 0; i < 100; i++) {
      stepBlocksIn("take", 7);
      look(0.75);
    }

    assertThat(reports).isEmpty();
  }

  @Test
  void callThatGoesOnIsReportedAgainAtGrowingIntervals() {
    stepBlocksIn("take", 7);
    look(10_000);

    assertThat(reports)
        .containsExactly(
            "Wait.take (X.java:7) after 1000",
            "Wait.take (X.java:7) after 11000",
            "Wait.take (X.java:7) after 111000",
            "Wait.take (X.java:7) after 1111000",
            "Wait.take (X.java:7) after 4711000",
            "Wait.take (X.java:7) after 8311000");
  }

  @Test
  void sameLineInLaterStepsIsReportedAtTheSameIntervals() {
    for (int i = 0; i < 1000; i++) {
      stepBlocksIn("take", 7);
      look(2);
    }

    assertThat(reports).hasSize(4); // 2,000 seconds
  }

  @Test
  void otherLineIsReportedAtOnce() {
    stepBlocksIn("take", 7);
    look(2);
    stepBlocksIn("take", 8);
    look(2);

    assertThat(reports)
        .containsExactly("Wait.take (X.java:7) after 1000", "Wait.take (X.java:8) after 1000");
  }

  @Test
  void stepThatBlocksInOneCallAfterTheOtherIsOneHold() {
    stepBlocksIn("take", 0);
    for (int line = 1; line < 40; line++) {
      look(0.5);
      goesOnToBlockIn("take", line);
    }

    assertThat(reports)
        .containsExactly("Wait.take (X.java:2) after 1000", "Wait.take (X.java:22) after 11000");
  }

  @Test
  void stoppedProcessDoesNotMakeACallLong() {
    stepBlocksIn("take", 7);
    look(0.25);
    now += 3600 * SECOND;
    look(0.5);

    assertThat(reports).isEmpty();
  }

  @Test
  void stackThatMayBeOfTwoStepsIsNotReported() {
    stepBlocksIn("take", 7);
    fake.whileCallIsRead = () -> fake.beats += 2;
    look(10);

    assertThat(reports).isEmpty();
  }

  @Test
  void callThatHasEndedMeanwhileIsNotReported() {
    stepBlocksIn("take", 7);
    fake.call = null;
    look(10);

    assertThat(reports).isEmpty();
  }

  @Test
  void numberOfRememberedLinesIsBounded() {
    for (int line = 0; line < 1000; line++) {
      stepBlocksIn("take", line);
      look(2);
    }
    stepBlocksIn("take", 0); // forgotten, so reported as if new
    look(2);

    assertThat(reports).hasSize(1001);
    assertThat(hold.remembered()).isEqualTo(100);
  }

  @Test
  void limitsOfAnyLengthArePossible() {
    var longest = new LoopHold(fake, Long.MAX_VALUE, (call, held) -> reports.add("longest"));
    var shortest = new LoopHold(fake, 1, (call, held) -> reports.add(held.toString()));
    stepBlocksIn("take", 7);
    for (int i = 0; i < 10; i++) {
      now += SECOND;
      longest.look(now);
      shortest.look(now);
    }

    assertThat(shortest.pause()).isEqualTo(Duration.ofMillis(1).toNanos());
    assertThat(reports).containsExactly("PT4S", "PT5S", "PT6S", "PT7S", "PT8S", "PT9S");
  }
}
