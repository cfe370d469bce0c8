package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.TcpTest.bytes;
import static org.asyncio4j.net.TcpTest.port;

import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NettyReactorTest {
  private static final String HOST = "127.0.0.1";

  @Test
  void aLoopMayRunOnOneThreadAfterTheOther() throws InterruptedException {
    EventLoop loop = EventLoop.create();
    var server = new AtomicReference<Server>();
    loop.runUntilComplete(
        () -> {
          server.set(Net.createServer(Echo::new, HOST, 0));
        });
    var answer = new AtomicReference<String>();
    Thread second =
        Thread.ofPlatform()
            .start(
                () ->
                    loop.runUntilComplete(
                        () -> {
                          var client =
                              Net.createConnection(Recorder::new, HOST, port(server.get()));
                          client.transport().write(bytes("hello"));
                          answer.set(client.protocol().await(5));
                          client.transport().close();
                          server.get().close();
                          server.get().waitClosed();
                        }));
    second.join();
    assertThat(answer.get()).isEqualTo("hello");
    loop.close();
  }

  @Test
  void anotherThreadWakesALoopThatWaitsForSockets() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0);
          var loop = Asyncio.getRunningLoop();
          for (int i = 0; i < 1000; i++) {
            var woken = loop.<String>createFuture();
            Thread waker =
                Thread.ofPlatform()
                    .start(() -> loop.callSoonThreadsafe(() -> woken.setResult("woken")));
            assertThat(Asyncio.await(woken)).isEqualTo("woken");
            waker.join();
          }
          server.close();
        });
  }

  @Test
  void aTimerFiresBesideSockets() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0);
          var loop = Asyncio.getRunningLoop();
          double began = loop.time();
          Asyncio.sleep(0.0005);
          assertThat(loop.time() - began).isGreaterThanOrEqualTo(0.0005);
          server.close();
        });
  }

  @Test
  void virtualTimePassesInRealTimeWhileSocketsAreOpenAndJumpsAgainAfterwards() {
    VirtualTime.run(
        () -> {
          var server = Net.createServer(Echo::new, HOST, 0);
          var client = Net.createConnection(Recorder::new, HOST, port(server));
          long began = System.nanoTime();
          Asyncio.sleep(0.05);
          assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(49_000_000);
          assertThat(Asyncio.getRunningLoop().time()).isEqualTo(0.05);

          client.transport().write(bytes("hello"));
          assertThat(client.protocol().await(5)).isEqualTo("hello");
          assertThat(Asyncio.getRunningLoop().time()).isEqualTo(0.05);

          client.transport().close();
          server.close();
          server.waitClosed();
          Asyncio.sleep(3600);
          assertThat(Asyncio.getRunningLoop().time()).isEqualTo(3600.05);
        });
  }
}
