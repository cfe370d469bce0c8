package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelling what {@code callSoonThreadsafe} has scheduled. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ThreadsafeHandleTest {
  private final EventLoop loop = EventLoop.create();
  private final Reports reports = Reports.of(loop);
  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(8)
  void anotherThreadCancelsBeforeTheCallbackRuns() throws InterruptedException {
    loop.callSoon(
        () -> {
          Handle handle = loop.callSoonThreadsafe(() -> events.add("ran"));
          joinUninterrupted(Thread.ofPlatform().start(handle::cancel));
          events.add(handle.cancelled());
          loop.callSoon(loop::stop);
        });

    loop.runForever();

    assertThat(events).containsExactly(true);
  }

  private static void joinUninterrupted(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Behaviour(8)
  void anotherThreadThatCancelsWaitsWhileTheCallbackRuns() throws InterruptedException {
    assertWaitsForTheCallback(
        handle -> {
          handle.cancel();
          events.add("cancel returned");
        });

    assertThat(events).containsExactly("callback ended", "cancel returned");
  }

  @Test
  @Behaviour(8)
  void anotherThreadThatAsksWhetherCancelledWaitsWhileTheCallbackRuns()
      throws InterruptedException {
    assertWaitsForTheCallback(handle -> events.add("cancelled returned " + handle.cancelled()));

    assertThat(events).containsExactly("callback ended", "cancelled returned false");
  }

  /** The callback ends only when the other thread is seen to be blocked, or to have ended. */
  private void assertWaitsForTheCallback(Consumer<Handle> otherThreadsCall)
      throws InterruptedException {
    var handle = new AtomicReference<Handle>();
    Thread other = Thread.ofPlatform().unstarted(() -> otherThreadsCall.accept(handle.get()));
    handle.set(
        loop.callSoonThreadsafe(
            () -> {
              other.start();
              TestLoops.awaitBlocked(other);
              events.add("callback ended");
              loop.stop();
            }));

    loop.runForever();

    other.join();
  }

  @Test
  @Behaviour(8)
  void callbackThatCancelsItselfGoesOn() {
    var handle = new AtomicReference<Handle>();
    handle.set(
        loop.callSoonThreadsafe(
            () -> {
              handle.get().cancel();
              events.add("went on, cancelled: " + handle.get().cancelled());
              loop.stop();
            }));

    loop.runForever();

    assertThat(events).containsExactly("went on, cancelled: true");
  }
}
