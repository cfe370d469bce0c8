package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ReplaceReactorTest {
  private final List<String> log = new ArrayList<>();

  /** Waits in another one, and notes what it is asked for. */
  private final class Noting implements Reactor {
    private final Reactor inner;

    Noting(Reactor inner) {
      this.inner = inner;
    }

    @Override
    public void await(long timeoutNanos, boolean outsideWork) {
      log.add(timeoutNanos == 0 ? "poll" : "wait");
      inner.await(timeoutNanos, outsideWork);
    }

    @Override
    public void wakeup() {
      inner.wakeup();
    }

    @Override
    public void close() {
      log.add("close");
    }
  }

  @Test
  void nextWaitIsInTheNewOneAndOtherThreadsWakeThat() {
    EventLoop loop = EventLoop.create();

    loop.runUntilComplete(
        () -> {
          loop.replaceReactor(Noting::new);
          Future<String> future = loop.createFuture();
          Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> future.setResult("woken")));
          return Asyncio.await(future);
        });

    assertThat(log).contains("poll").doesNotContain("close");
    loop.close();
    assertThat(log).endsWith("close");
  }

  @Test
  void closedLoopRefusesAnother() {
    EventLoop loop = EventLoop.create();
    loop.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> loop.replaceReactor(Noting::new))
        .withMessage("event loop is closed");
  }
}
