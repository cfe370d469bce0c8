package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No wake-up is lost just when the loop is about to wait: a lost one hangs the test. */
@Timeout(120)
final class NettyReactorStressTest {
  private static final int ROUNDS = 60_000;
  private static final int ONE_BY_ONE = 5_000;
  private static final int MOST_SPINS = 400;

  /** A thread that wakes the loop again and again, as soon as it has gone on or a little later. */
  private static void wakeAgainAndAgain() throws InterruptedException {
    EventLoop loop = Asyncio.getRunningLoop();
    var next = new AtomicReference<Future<Integer>>();
    Thread waker =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < ROUNDS; i++) {
                    Future<Integer> waiting;
                    while ((waiting = next.getAndSet(null)) == null) {
                      Thread.onSpinWait();
                    }
                    spin();
                    int round = i;
                    Future<Integer> woken = waiting;
                    loop.callSoonThreadsafe(() -> woken.setResult(round));
                  }
                });
    for (int i = 0; i < ROUNDS; i++) {
      Future<Integer> waiting = loop.createFuture();
      next.set(waiting);
      assertThat(Asyncio.await(waiting)).isEqualTo(i);
    }
    waker.join();
  }

  private static void spin() {
    int spins = ThreadLocalRandom.current().nextInt(MOST_SPINS);
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aLoopThatWaitsForSocketsIsWoken() {
    Asyncio.run(
        () -> {
          var server = Net.createServer(Echo::new, Peers.HOST, 0);
          wakeAgainAndAgain();
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void aLoopWithoutASocketIsWoken() {
    Asyncio.run(
        () -> {
          assertThat(NettyReactor.of(Asyncio.getRunningLoop())).isNotNull();
          wakeAgainAndAgain();
        });
  }

  @Test
  void whatOtherThreadsGiveNettyIsRun() {
    Asyncio.run(
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          var server = Net.createServer(Echo::new, Peers.HOST, 0);
          NettyReactor reactor = NettyReactor.of(loop);
          var netty = new AtomicReference<NettyLoop>();
          reactor.later(() -> netty.set(reactor.netty()));
          Asyncio.sleep(0);
          Asyncio.sleep(0);
          Future<Integer> all = loop.createFuture();
          var run = new AtomicInteger();
          int threads = 3;
          int each = 20_000;
          for (int t = 0; t < threads; t++) {
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < each; i++) {
                        netty
                            .get()
                            .execute(
                                () -> {
                                  if (run.incrementAndGet() == threads * each) {
                                    loop.callSoonThreadsafe(() -> all.setResult(run.get()));
                                  }
                                });
                        if (i % 100 == 0) {
                          spin();
                        }
                      }
                    });
          }
          assertThat(Asyncio.await(all)).isEqualTo(threads * each);
          server.close();
          server.waitClosed();
        });
  }

  @Test
  void whatAnotherThreadGivesNettyWakesTheLoop() {
    Asyncio.run(
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          var server = Net.createServer(Echo::new, Peers.HOST, 0);
          NettyReactor reactor = NettyReactor.of(loop);
          Future<@Nullable Void> all = loop.createFuture();
          reactor.later(
              () -> {
                NettyLoop netty = reactor.netty();
                Thread.ofPlatform().start(() -> giveOneByOne(netty, all));
              });
          Asyncio.await(all);
          server.close();
          server.waitClosed();
        });
  }

  // The next one when the last has been run: the loop has nothing to do meanwhile, and waits.
  private static void giveOneByOne(NettyLoop netty, Future<@Nullable Void> all) {
    var run = new AtomicInteger();
    for (int round = 1; round <= ONE_BY_ONE; round++) {
      netty.execute(run::incrementAndGet);
      while (run.get() < round) {
        Thread.onSpinWait();
      }
      spin();
    }
    all.getLoop().callSoonThreadsafe(() -> all.setResult(null));
  }

  @Test
  void everyThreadSeesWhoRunsTheLoop() throws InterruptedException {
    EventLoop loop = EventLoop.create();
    var netty = new AtomicReference<NettyLoop>();
    loop.runUntilComplete(
        () -> {
          var server = Net.createServer(Echo::new, Peers.HOST, 0);
          NettyReactor.of(loop).later(() -> netty.set(NettyReactor.of(loop).netty()));
          Asyncio.sleep(0);
          server.close();
          server.waitClosed();
        });
    NettyLoop seen = netty.get();
    var begun = new AtomicInteger();
    Thread closer =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  while (begun.get() == 0) {
                    Thread.onSpinWait();
                  }
                  spinLong();
                  loop.close();
                });
    Thread onlooker =
        Thread.ofPlatform()
            .start(
                () -> {
                  begun.set(1);
                  while (!seen.inEventLoop(closer)) {
                    // Nothing in here makes the compiler read it again.
                  }
                });
    closer.start();
    closer.join();
    onlooker.join();
    assertThat(seen.inEventLoop(closer)).isTrue();
  }

  /** Long enough for the onlooker's loop to be compiled. */
  private static void spinLong() {
    long end = System.nanoTime() + 300_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
