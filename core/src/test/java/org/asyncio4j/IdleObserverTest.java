package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.spi.Reactor;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When an observer is told that nothing is ready. */
@Timeout(60)
final class IdleObserverTest {
  private final EventLoop loop = VirtualTime.newEventLoop();
  private final List<String> idle = new ArrayList<>();

  private void observe() {
    loop.addObserver(
        new LoopObserver() {
          @Override
          public void idle(EventLoop loop, long timeoutNanos, boolean outsideWork) {
            String wait = timeoutNanos == Reactor.FOREVER ? "for ever" : timeoutNanos / 1e9 + " s";
            idle.add(wait + (outsideWork ? ", outside work" : ""));
          }
        });
  }

  private void run(Action body) {
    observe();
    loop.runUntilComplete(body);
    loop.close();
  }

  @Test
  void itIsToldBeforeEachWaitHowLongThatWouldBe() {
    run(
        () -> {
          var other = createTask(() -> sleep(1));
          sleep(2.5);
          await(other);
        });

    assertThat(idle).containsExactly("1.0 s", "1.5 s");
  }

  @Test
  void itIsNotToldWhileSomethingIsReady() {
    run(
        () -> {
          for (int i = 0; i < 10; i++) {
            sleep(0);
          }
        });

    assertThat(idle).isEmpty();
  }

  @Test
  void itIsToldOfWorkOutside() {
    run(() -> toThread(() -> {}));

    // The thread may be faster than the loop comes to wait.
    assertThat(idle).allMatch("for ever, outside work"::equals);
  }

  @Test
  void whatItMakesReadyRunsWithoutAWait() {
    Future<String> future = loop.createFuture();
    loop.addObserver(
        new LoopObserver() {
          @Override
          public void idle(EventLoop loop, long timeoutNanos, boolean outsideWork) {
            future.setResult("made ready");
          }
        });

    String result = loop.runUntilComplete(() -> await(future));

    assertThat(result).isEqualTo("made ready");
    loop.close();
  }
}
