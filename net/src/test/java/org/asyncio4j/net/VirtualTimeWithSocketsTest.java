package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.testing.AsyncTests;
import org.asyncio4j.testing.VirtualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual time while real sockets are open. */
@Timeout(60)
final class VirtualTimeWithSocketsTest {

  /** A peer on a thread of its own, that answers when it is told to. */
  private static final class Peer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().start(this::serve);

    Peer() throws Exception {}

    private void serve() {
      try (var socket = listener.accept()) {
        mayAnswer.await();
        socket.getOutputStream().write("late\n".getBytes());
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    Streams connect() throws Exception {
      return Net.openConnection("127.0.0.1", listener.getLocalPort());
    }

    @Override
    public void close() throws Exception {
      mayAnswer.countDown();
      listener.close();
      thread.join();
    }
  }

  @Test
  void aReadThatIsPendingIsNotJumpedOver() throws Exception {
    try (var peer = new Peer()) {
      AsyncTests.run(
          () -> {
            try (var streams = peer.connect()) {
              var reading =
                  createTask(() -> timeout(3_600, () -> new String(streams.reader().readline())));
              AsyncTests.waitAllTasksBlocked();
              peer.mayAnswer.countDown();

              assertThat(await(reading)).isEqualTo("late\n");
              assertThat(VirtualClock.current().elapsed()).isZero();
            }
          });
    }
  }

  @Test
  void aTimerMeanwhileTakesItsRealTimeAndIsExact() throws Exception {
    try (var peer = new Peer()) {
      AsyncTests.run(
          () -> {
            try (var streams = peer.connect()) {
              long began = System.nanoTime();

              assertThatThrownBy(() -> timeout(0.05, () -> streams.reader().readline()))
                  .isInstanceOf(TimeoutException.class);

              assertThat(VirtualClock.current().elapsed()).isEqualTo(Duration.ofMillis(50));
              assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(50_000_000);
            }
          });
    }
  }

  @Test
  void whenTheSocketsAreClosedTheClockJumpsAgain() throws Exception {
    try (var peer = new Peer()) {
      AsyncTests.run(
          () -> {
            peer.connect().close();

            sleep(Duration.ofDays(1));

            assertThat(VirtualClock.current().elapsed()).isEqualTo(Duration.ofDays(1));
          });
    }
  }
}
