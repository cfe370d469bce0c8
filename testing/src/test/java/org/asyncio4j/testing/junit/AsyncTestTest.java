package org.asyncio4j.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.ContextVar;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.asyncio4j.testing.Sequencer;
import org.asyncio4j.testing.Steps;
import org.asyncio4j.testing.TestOptions.TasksLeft;
import org.asyncio4j.testing.TestOptions.TestClock;
import org.asyncio4j.testing.VirtualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that run in a loop, in every form that JUnit has for them. */
@Timeout(60)
final class AsyncTestTest {
  private static final ContextVar<String> NAME = new ContextVar<>("name");

  private final List<EventLoop> loops = new ArrayList<>();
  private Task<?> server;

  @BeforeEach
  void aTaskStartsBeforeTheTest() {
    loops.add(getRunningLoop());
    NAME.set("set before");
    server = createTask(() -> sleep(Duration.ofDays(1)));
    sleep(1);
  }

  @AfterEach
  void theTaskIsEndedInTheSameLoop(EventLoop loop) {
    assertThat(loops).isNotEmpty().containsOnly(getRunningLoop()).containsOnly(loop);
    server.cancel();
    sleep(1);
  }

  @AsyncTest
  void theTestRunsInTheLoopAndTheContextOfTheMethodsAroundIt() {
    loops.add(getRunningLoop());
    sleep(Duration.ofHours(1));

    assertThat(NAME.get()).isEqualTo("set before");
    assertThat(server.done()).isFalse();
  }

  @AsyncTest
  void timeGoesOnFromMethodToMethod(VirtualClock clock) {
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }

  @AsyncTest
  void itsParametersAreThoseOfTheTest(EventLoop loop, VirtualClock clock) {
    assertThat(loop).isSameAs(getRunningLoop());
    assertThat(clock).isSameAs(VirtualClock.current()).isSameAs(loop.clock());
  }

  @AsyncTest
  void stepsAndSequencersAreParametersToo(Steps steps, Sequencer sequencer) {
    var first =
        createTask(
            () -> {
              try (var turn = sequencer.at(0)) {
                sleep(1);
                steps.expect(1);
              }
            });
    try (var turn = sequencer.at(1)) {
      steps.finish(2);
    }
    await(first);
  }

  @AsyncTest
  void othersParametersWorkBesides(TestInfo info, EventLoop loop, @TempDir Path folder)
      throws Exception {
    Files.writeString(folder.resolve("file"), "text");

    assertThat(info.getTestMethod()).isPresent();
    assertThat(loop.isRunning()).isTrue();
  }

  @AsyncTest(clock = TestClock.REAL, timeout = 30)
  void realTimePasses() {
    double began = getRunningLoop().time();
    long nanos = System.nanoTime();
    sleep(0.01);

    assertThat(getRunningLoop().time() - began).isGreaterThanOrEqualTo(0.01);
    assertThat(System.nanoTime() - nanos).isGreaterThanOrEqualTo(10_000_000);
  }

  @AsyncTest(tasksLeft = TasksLeft.CANCEL)
  void tasksMayBeLeft() {
    createTask(() -> sleep(Duration.ofDays(1)));
  }

  @AsyncTest
  @Tag("slow")
  @DisplayName("a name of its own")
  void annotationsOfJUnitWork(TestInfo info) {
    assertThat(info.getTags()).containsExactly("slow");
    assertThat(info.getDisplayName()).isEqualTo("a name of its own");
  }

  @InEventLoop
  @RepeatedTest(3)
  void eachRepetitionHasALoopOfItsOwn(VirtualClock clock) {
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
    assertThat(currentTask()).isPresent();
  }

  @InEventLoop
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void parametersOfAParameterizedTestComeFirst(int seconds, VirtualClock clock) {
    sleep(seconds);

    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1 + seconds));
  }

  @Nested
  final class ANestedClass {
    @BeforeEach
    void alsoInTheLoop() {
      loops.add(getRunningLoop());
      sleep(1);
    }

    @AsyncTest
    void runsTheOuterMethodsInTheSameLoop(VirtualClock clock) {
      assertThat(loops).hasSize(2);
      assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }
  }

  @Nested
  @InEventLoop(clock = TestClock.MANUAL)
  final class AClassInALoop {
    @AsyncTest(clock = TestClock.VIRTUAL)
    void letsAMethodSayOtherwise(VirtualClock clock) {
      assertThat(clock.isManual()).isFalse();
    }
  }
}
