package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.asyncio4j.Action;
import org.asyncio4j.testing.AsyncTests;
import org.asyncio4j.testing.Exploration;
import org.asyncio4j.testing.ExploreOptions;
import org.asyncio4j.testing.ScheduleFailure;
import org.asyncio4j.testing.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plain threads under explored schedules. */
@Timeout(120)
final class PlainExploreTest {
  private static final ExploreOptions OPTIONS = ExploreOptions.DEFAULT;

  private static final class Counter {
    private int count;

    void increment() {
      count++;
    }

    synchronized void incrementAlone() {
      count++;
    }
  }

  static void lostUpdate() throws InterruptedException {
    var counter = new Counter();
    var other = Thread.ofVirtual().name("other").start(counter::increment);
    counter.increment();
    other.join();
    assertThat(counter.count).isEqualTo(2);
  }

  private static void noLostUpdate() throws InterruptedException {
    var counter = new Counter();
    var other = Thread.ofVirtual().name("other").start(counter::incrementAlone);
    counter.incrementAlone();
    other.join();
    assertThat(counter.count).isEqualTo(2);
  }

  private static ScheduleFailure failure(ExploreOptions options, Action body) {
    return catchThrowableOfType(
        ScheduleFailure.class, () -> System.out.println(PlainSimulation.explore(options, body)));
  }

  @ParameterizedTest
  @EnumSource
  void aLostUpdateIsFoundAndShrunkToOnePreemption(Strategy strategy) {
    ScheduleFailure found = failure(OPTIONS.withStrategy(strategy), PlainExploreTest::lostUpdate);
    System.out.println(found.getMessage());
    Exploration e = PlainSimulation.explore(OPTIONS.withStrategy(strategy), PlainExploreTest::noLostUpdate);
    System.out.println(e);
  }
}
