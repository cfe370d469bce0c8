package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which explorations a schedule is for that the JVM is given. */
@Timeout(60)
final class ReplayTest {
  private static final String PROPERTY = "asyncio4j.schedule";

  @AfterEach
  void noSchedule() {
    System.clearProperty(PROPERTY);
  }

  private static Exploration explore(String name) {
    return AsyncTests.explore(
        ExploreOptions.DEFAULT.withRuns(5).withName(name),
        () -> await(gather(() -> sleep(0), () -> sleep(0))));
  }

  @Test
  void aScheduleWithANameIsForTheTestOfThatNameAlone() {
    System.setProperty(PROPERTY, "ATest.one:fifo:1=1");

    assertThat(explore("ATest.one").runs()).isEqualTo(1);
    assertThat(explore("ATest.other").runs()).isEqualTo(5);
    assertThat(AsyncTests.explore(ExploreOptions.DEFAULT.withRuns(5), () -> sleep(0)).complete())
        .isTrue();
  }

  @Test
  void aScheduleWithoutANameIsForEach() {
    System.setProperty(PROPERTY, "fifo:1=1");

    assertThat(explore("ATest.one").runs()).isEqualTo(1);
    assertThat(explore("ATest.other").runs()).isEqualTo(1);
  }

  @Test
  void aFailurePrintsThePropertyThatReplaysItAndOthersNot() {
    ScheduleFailure failure =
        catchThrowableOfType(
            ScheduleFailure.class,
            () ->
                AsyncTests.explore(
                    ExploreOptions.DEFAULT.withName("ATest.fails"),
                    () -> {
                      throw new AssertionError("always");
                    }));

    assertThat(failure).hasMessageContaining("replay: -Dasyncio4j.schedule=ATest.fails:fifo\n");
    assertThat(failure.schedule()).isEqualTo("fifo");
  }

  @Test
  void aMalformedScheduleIsRefusedByWhomItIsFor() {
    System.setProperty(PROPERTY, "ATest.one:fifo:1");

    assertThatThrownBy(() -> explore("ATest.one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schedule 'fifo:1' is malformed");
    assertThat(explore("ATest.other").runs()).isEqualTo(5);

    System.setProperty(PROPERTY, "ATest.one:lifo");
    assertThatThrownBy(() -> explore("ATest.other"))
        .hasMessageContaining("schedule 'ATest.one:lifo' is malformed");
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    for (String name : new String[] {"", " ", "a:b"}) {
      assertThatThrownBy(() -> ExploreOptions.DEFAULT.withName(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "name '%s' is malformed: expected something like 'AccountTest.depositsAddUp'", name);
    }
  }
}
