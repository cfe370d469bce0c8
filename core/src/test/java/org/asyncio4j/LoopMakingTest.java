package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getEventLoop;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.newEventLoop;
import static org.asyncio4j.Asyncio.setEventLoop;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.spi.EngineKind;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.Test;

/** What a new loop stands on, and which loop is the current one. */
final class LoopMakingTest {
  private static final String PROPERTY = "asyncio4j.engine";

  @Test
  void newLoopsAreDifferentAndNeitherRunNorClosed() {
    EventLoop first = newEventLoop();
    EventLoop second = EventLoop.create();

    assertThat(first).isNotSameAs(second);
    for (EventLoop loop : List.of(first, second)) {
      assertThat(loop.isRunning()).isFalse();
      assertThat(loop.isClosed()).isFalse();
      loop.close();
    }
  }

  @Test
  void loopOfTheMachinesClockGoesOnWithoutJumps() {
    EventLoop loop = EventLoop.create();
    double before = System.nanoTime() / 1e9;
    double time = loop.time();
    double after = System.nanoTime() / 1e9;
    loop.close();

    assertThat(time).isBetween(before, after);
  }

  @Test
  void eachLoopHasAReactorOfItsOwn() {
    var reactors = new ArrayList<Reactor>();
    var options =
        LoopOptions.DEFAULT.withReactor(
            () -> {
              var reactor = new Polls();
              reactors.add(reactor);
              return reactor;
            });

    EventLoop.create(options).close();
    EventLoop.create(options).close();

    assertThat(reactors).hasSize(2).doesNotHaveDuplicates();
  }

  private static void withEngineProperty(String value, Runnable test) {
    String former = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, value);
    try {
      test.run();
    } finally {
      if (former == null) {
        System.clearProperty(PROPERTY);
      } else {
        System.setProperty(PROPERTY, former);
      }
    }
  }

  @Test
  void systemPropertyChoosesTheEngineUnlessTheOptionsDo() {
    withEngineProperty(
        "HandOff",
        () -> {
          assertThat(EventLoop.create()).asString().contains("HANDOFF");
          assertThat(EventLoop.create(LoopOptions.DEFAULT.withEngine(EngineKind.LOOP)))
              .asString()
              .contains("LOOP");
        });
    withEngineProperty("loop", () -> assertThat(EventLoop.create()).asString().contains("LOOP"));
  }

  @Test
  void unknownEngineIsRefused() {
    withEngineProperty(
        "warp",
        () ->
            assertThatThrownBy(EventLoop::create)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("system property asyncio4j.engine must be loop or handoff, got warp"));
  }

  @Test
  void currentLoopIsTheOneThatWasSetUnlessAnotherRuns() throws InterruptedException {
    var seen = new ArrayList<EventLoop>();
    EventLoop set = new Polls().newLoop();
    EventLoop running = new Polls().newLoop();
    // A new thread, so that no other test sees its current loop.
    Thread.ofPlatform()
        .start(
            () -> {
              setEventLoop(set);
              seen.add(getEventLoop());
              running.runUntilComplete(
                  () -> {
                    seen.add(getEventLoop());
                    seen.add(getRunningLoop());
                  });
              seen.add(getEventLoop());
            })
        .join();
    set.close();
    running.close();

    assertThat(seen).containsExactly(set, running, running, set);
  }
}
