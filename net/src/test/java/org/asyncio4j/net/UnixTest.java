package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.net.TcpTest.bytes;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class UnixTest {
  @TempDir Path folder;

  @Test
  void whatIsSentComesBackAndTheFileIsRemoved() {
    Path path = folder.resolve("socket");
    Asyncio.run(
        () -> {
          var server = Net.createUnixServer(Echo::new, path);
          assertThat(server.sockets()).containsExactly(UnixDomainSocketAddress.of(path));
          var client = Net.createUnixConnection(Recorder::new, path);
          client.transport().write(bytes("hello"));
          assertThat(client.protocol().await(5)).isEqualTo("hello");
          assertThat(client.transport().getExtraInfo(ExtraInfo.PEERNAME))
              .isEqualTo(UnixDomainSocketAddress.of(path));
          client.transport().close();
          server.close();
          server.waitClosed();
          assertThat(path).doesNotExist();
        });
  }

  @Test
  void whereNobodyListensIsAnError() {
    Path path = folder.resolve("nobody");
    Asyncio.run(
        () -> {
          assertThatThrownBy(() -> Net.createUnixConnection(Recorder::new, path))
              .isInstanceOf(IOException.class)
              .hasMessageContaining(path.toString());
        });
  }
}
