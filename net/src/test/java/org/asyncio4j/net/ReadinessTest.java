package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How channels of the JDK come into the selector, and when they are dropped. */
@Timeout(60)
final class ReadinessTest {

  /** A channel that writes down who registers it, and is closed then. */
  private static final class Witness extends SelectableChannel {
    private final List<Thread> registering = new ArrayList<>();

    @Override
    public SelectionKey register(Selector selector, int operations, Object attachment)
        throws ClosedChannelException {
      registering.add(Thread.currentThread());
      throw new ClosedChannelException();
    }

    @Override
    public SelectionKey keyFor(Selector selector) {
      return null;
    }

    @Override
    public SelectorProvider provider() {
      return SelectorProvider.provider();
    }

    @Override
    public int validOps() {
      return SelectionKey.OP_READ;
    }

    @Override
    public boolean isRegistered() {
      return false;
    }

    @Override
    public SelectableChannel configureBlocking(boolean block) {
      return this;
    }

    @Override
    public boolean isBlocking() {
      return false;
    }

    @Override
    public Object blockingLock() {
      return this;
    }

    @Override
    protected void implCloseChannel() {}
  }

  /** A task that did would wait for the selector's thread with a lock that the loop wants. */
  @Test
  void noTaskRegistersAChannel() {
    try (var channel = new Witness()) {
      Asyncio.run(
          () -> {
            Net.addReader(channel, () -> {});
            assertThat(channel.registering).isEmpty();
            while (channel.registering.isEmpty()) {
              Asyncio.sleep(0);
            }
            assertThat(channel.registering).allMatch(thread -> thread != Thread.currentThread());
            assertThat(Net.removeReader(channel)).as("dropped, as it is closed").isFalse();
          });
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void aChannelThatBeginsToBlockIsReportedAndDropped() {
    Asyncio.run(
        () -> {
          List<Throwable> reported = new ArrayList<>();
          Asyncio.getRunningLoop()
              .setExceptionHandler((_, report) -> report.exception().ifPresent(reported::add));
          try (var channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            Net.addReader(channel, () -> {});
            channel.configureBlocking(true);
            while (reported.isEmpty()) {
              Asyncio.sleep(0);
            }
            assertThat(reported.getFirst()).isInstanceOf(IllegalBlockingModeException.class);
            assertThat(Net.removeReader(channel)).isFalse();
          }
        });
  }

  @Test
  void aClosedChannelIsRefused() {
    Asyncio.run(
        () -> {
          var channel = DatagramChannel.open();
          channel.configureBlocking(false).close();
          assertThatThrownBy(() -> Net.addReader(channel, () -> {}))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageEndingWith("is closed");
        });
  }
}
