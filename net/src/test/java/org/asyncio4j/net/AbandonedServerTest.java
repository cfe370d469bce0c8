package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.TcpTest.port;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AbandonedServerTest {
  private static final String HOST = "127.0.0.1";

  // Kept here, or the garbage collector could take it and its handlers.
  private final Logger logger = Logger.getLogger("asyncio4j");
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          warnings.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
  }

  private static int serveAndLeave(boolean closing) {
    return Asyncio.run(
        () -> {
          var server = Net.createServer(Recorder::new, HOST, 0);
          int port = port(server);
          if (closing) {
            server.close();
          }
          return port;
        });
  }

  @Test
  @Behaviour(268)
  void serverThatOutlivesItsLoopIsWarnedOfAndItsPortGivenBack() throws Exception {
    int port = serveAndLeave(false);

    assertThat(warnings)
        .contains("unclosed server socket on /%s:%s: call close()".formatted(HOST, port));
    try (var socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
      assertThat(socket.isBound()).isTrue();
    }
  }

  @Test
  void closedServerIsNotWarnedOf() {
    int port = serveAndLeave(true);

    assertThat(warnings).filteredOn(text -> text.contains(":" + port)).isEmpty();
  }
}
