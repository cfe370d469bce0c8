package org.asyncio4j.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.EventLoop;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.asyncio4j.testing.VirtualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A class all of whose tests run in loops. */
@InEventLoop(clock = TestClock.MANUAL)
@TestInstance(Lifecycle.PER_CLASS)
final class InEventLoopTest {
  private EventLoop last;

  @BeforeEach
  void everyTestHasALoopOfItsOwn() {
    assertThat(getRunningLoop()).isNotSameAs(last);
    last = getRunningLoop();
  }

  @Test
  void anOrdinaryTestRunsInALoop(VirtualClock clock) {
    assertThat(clock.isManual()).isTrue();
    assertThat(currentTask()).isPresent();
    assertThat(getRunningLoop()).isSameAs(last);
  }

  @Test
  void soDoesAnotherOne() {
    assertThat(getRunningLoop()).isSameAs(last);
  }

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  final class NestedInIt {
    @Test
    void goesByTheClassAround(VirtualClock clock) {
      assertThat(clock.isManual()).isTrue();
    }
  }

  @TestFactory
  Stream<DynamicTest> dynamicTestsRunInLoopsToo() {
    return List.of("a", "b").stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      sleep(0);
                      assertThat(currentTask()).isPresent();
                    }));
  }
}
