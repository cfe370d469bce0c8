package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.StreamReaderTest.bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.asyncio4j.Asyncio;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AbandonedWriterTest {
  private final Logger logger = Logger.getLogger("asyncio4j");
  private final Warnings warnings = new Warnings();

  /** Keeps the warnings of unclosed writers. */
  private static final class Warnings extends Handler {
    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord record) {
      if (record.getMessage().startsWith("unclosed StreamWriter")) {
        messages.add(record.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    logger.setUseParentHandlers(false);
    logger.addHandler(warnings);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(warnings);
    logger.setUseParentHandlers(true);
  }

  /** Has a writer made that nobody holds. {@return its transport} */
  private static RecordingTransport abandoned(String name) {
    var transport = new RecordingTransport(name);
    writer(transport).write(bytes("a"));
    return transport;
  }

  private static StreamWriter writer(RecordingTransport transport) {
    var reader = new StreamReader();
    var protocol = new StreamReaderProtocol(reader);
    protocol.connectionMade(transport);
    return new StreamWriter(transport, protocol, reader);
  }

  private long warningsOf(String name) {
    return warnings.messages.stream().filter(message -> message.contains(name)).count();
  }

  private static void collect(Runnable step) {
    System.gc();
    step.run();
    Thread.onSpinWait();
  }

  @Test
  @Behaviour(268)
  void abandonedWriterIsWarnedOfAndItsConnectionClosed() {
    VirtualTime.run(
        () -> {
          RecordingTransport transport = abandoned("abandoned");
          while (!transport.isClosing()) {
            collect(() -> sleep(0));
          }
          assertThat(warnings.messages)
              .filteredOn(message -> message.contains("abandoned"))
              .containsExactly("unclosed StreamWriter of abandoned: call close()");
          assertThat(transport.calls).containsExactly("write a", "close");
        });
  }

  @Test
  @Behaviour(268)
  void writerThatOutlivesItsLoopIsWarnedOf() {
    VirtualTime.run(() -> abandoned("outlived"));
    while (warningsOf("outlived") == 0) {
      collect(() -> {});
    }
    assertThat(warnings.messages)
        .contains("unclosed StreamWriter of outlived, whose loop is closed: call close()");
  }

  @Test
  void closedWriterIsNotWarnedOf() {
    VirtualTime.run(
        () -> {
          writer(new RecordingTransport("properly closed")).close();
          RecordingTransport last = abandoned("last");
          while (!last.isClosing()) {
            collect(() -> sleep(0));
          }
          assertThat(warningsOf("properly closed")).isZero();
        });
  }

  @Test
  void readerInUseKeepsItsWriter() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams();
          StreamReader reader = pair.first().reader();
          StreamWriter other = pair.second().writer();
          pair = null;
          for (int i = 0; i < 20; i++) {
            collect(() -> sleep(0));
          }
          other.write(bytes("still there\n"));
          assertThat(reader.lines().iterator().next()).isEqualTo("still there");
          assertThat(reader.atEof()).isFalse();
          other.close();
          assertThat(reader.read()).isEmpty();
        });
  }

  @Test
  void servingTaskKeepsItsWriterUntilItsEnd() {
    VirtualTime.run(
        () -> {
          List<String> received = new ArrayList<>();
          var client =
              MemoryTransports.connectTo(
                  (_, _) -> {
                    for (int i = 0; i < 20; i++) {
                      collect(() -> sleep(1));
                    }
                    received.add("served");
                  });
          Asyncio.sleep(10);
          assertThat(client.writer().isClosing()).isFalse();
          assertThat(client.reader().atEof()).isFalse();
          Asyncio.sleep(20);
          assertThat(received).containsExactly("served");
          client.writer().close();
        });
  }
}
