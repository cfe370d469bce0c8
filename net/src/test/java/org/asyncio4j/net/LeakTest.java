package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing stays behind: descriptors and buffers are counted. */
@Timeout(120)
final class LeakTest {
  private static final String HOST = "127.0.0.1";

  private static long descriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static void conversation() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0);
          for (int i = 0; i < 20; i++) {
            var client = Net.createConnection(Recorder::new, HOST, port(server));
            client.transport().write(bytes("hello"));
            client.protocol().await(5);
            if (i % 2 == 0) {
              client.transport().close();
            } else {
              client.transport().abort();
            }
          }
          // Cancelled at every await of a conversation.
          for (int steps = 0; steps < 8; steps++) {
            var task =
                Asyncio.createTask(
                    () -> {
                      var client = Net.createConnection(Recorder::new, HOST, port(server));
                      try {
                        client.transport().write(bytes("hello"));
                        client.protocol().await(5);
                      } finally {
                        client.transport().close();
                      }
                    });
            for (int i = 0; i < steps; i++) {
              Asyncio.sleep(0);
            }
            task.cancel();
            try {
              Asyncio.await(task);
            } catch (CancelledError expected) {
              // Unless it was done before.
            }
          }
          server.close();
          server.closeClients();
          server.waitClosed();
          NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
          assertThat(reactor.buffers().lent()).isZero();
        });
  }

  @Test
  void descriptorsAndBuffersComeBack() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    List<String> reports = new ArrayList<>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (entry.getMessage().contains("LEAK")) {
              reports.add(entry.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(ResourceLeakDetector.class.getName());
    logger.addHandler(handler);
    conversation(); // what is loaded once is loaded
    long before = descriptors();

    for (int i = 0; i < 10; i++) {
      conversation();
    }

    assertThat(descriptors()).isLessThanOrEqualTo(before);
    System.gc();
    conversation();
    assertThat(reports).isEmpty();
    logger.removeHandler(handler);
  }

  @Test
  void aCancelledAttemptToConnectLeavesNoSocket() {
    long before = descriptors();
    Asyncio.run(
        () -> {
          try (var full = new ServerSocket()) {
            full.bind(new InetSocketAddress(HOST, 0), 1);
            var address = full.getLocalPort();
            var attempts = new ArrayList<org.asyncio4j.Task<?>>();
            // More than its backlog: the rest is not answered.
            for (int i = 0; i < 5; i++) {
              attempts.add(
                  Asyncio.createTask(
                      () -> {
                        Net.createConnection(Recorder::new, HOST, address).transport().abort();
                      }));
            }
            Asyncio.await(attempts.getFirst());
            attempts.forEach(org.asyncio4j.Task::cancel);
            for (var attempt : attempts.subList(3, 5)) {
              assertThatThrownBy(() -> Asyncio.await(attempt)).isInstanceOf(CancelledError.class);
            }
          }
          Asyncio.sleep(0);
          Asyncio.sleep(0);
        });
    assertThat(descriptors()).isLessThanOrEqualTo(before + 8); // the loop's own, once
  }

  @Test
  void aLoopThatIsClosedTakesItsSocketsAlong() {
    conversation();
    long before = descriptors();
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0);
          Net.createConnection(Recorder::new, HOST, port(server));
        });
    assertThat(descriptors()).isLessThanOrEqualTo(before);
  }
}
