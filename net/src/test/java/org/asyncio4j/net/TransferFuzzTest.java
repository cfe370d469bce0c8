package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.TcpTest.port;

import io.netty.channel.ChannelOption;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two ends send each other random bytes in random pieces, stop and go on reading at random, and end
 * one half after the other: all bytes arrive, in their order, and the ends.
 *
 * <p>System properties: {@code asyncio4j.fuzz.seed} repeats a run, {@code asyncio4j.transfers}
 * makes a longer one.
 */
@Timeout(120)
final class TransferFuzzTest {
  private static final int CASES = Integer.getInteger("asyncio4j.transfers", 240);
  private static final long SEED = Long.getLong("asyncio4j.fuzz.seed", System.nanoTime());
  private static final int AT_ONCE = 8;
  private static final int MOST_BYTES = 600 * 1024;
  private static final double PATIENCE = 60;

  /** One end, which writes as long as it has something and reads as long as the other has. */
  private abstract static class End implements BaseProtocol {
    final Random random;
    final Future<@Nullable Throwable> lost = Asyncio.getRunningLoop().createFuture();
    final CRC32C sent = new CRC32C();
    final CRC32C received = new CRC32C();
    private final EventLoop loop = Asyncio.getRunningLoop();
    private final int total;
    private int left;
    private long count;
    private boolean held;
    private boolean full;
    private boolean ended;
    private @Nullable Transport transport;

    End(long seed) {
      random = new Random(seed);
      total = 1 + (random.nextBoolean() ? random.nextInt(MOST_BYTES) : random.nextInt(5_000));
      left = total;
    }

    private Transport transport() {
      return Required.argument(transport, "transport");
    }

    @Override
    public void connectionMade(BaseTransport made) {
      transport = (Transport) made;
      if (random.nextInt(3) > 0) {
        // Else the system takes all at once, and nothing has ever to wait.
        ((StreamTransport) made)
            .channel
            .config()
            .setOption(ChannelOption.SO_SNDBUF, 1 << (13 + random.nextInt(4)));
      }
      mayHold();
      write();
    }

    // --- writing ---------------------------------------------------------------------------------

    private void write() {
      for (int piece = random.nextInt(4); piece >= 0 && left > 0 && !full; piece--) {
        writeSome();
      }
      if (left == 0) {
        transport().writeEof();
        closeAfterBoth();
      } else if (!full) {
        soon(this::write);
      }
    }

    private void writeSome() {
      int most = random.nextBoolean() ? left : Math.min(left, 2_000);
      byte[] data = new byte[1 + random.nextInt(most)];
      random.nextBytes(data);
      sent.update(data);
      left -= data.length;
      switch (random.nextInt(4)) {
        case 0 -> transport().write(ByteBuffer.wrap(data).asReadOnlyBuffer());
        case 1 -> transport().write(ByteBuffer.allocateDirect(data.length).put(data).flip());
        default -> transport().write(data);
      }
      Arrays.fill(data, (byte) 0);
    }

    @Override
    public void pauseWriting() {
      full = random.nextInt(3) > 0; // not all wait
    }

    @Override
    public void resumeWriting() {
      if (full) {
        full = false;
        soon(this::write);
      }
    }

    // --- reading ---------------------------------------------------------------------------------

    void onReceived(ByteBuffer data) {
      assertThat(held).as("told while it was paused").isFalse();
      count += data.remaining();
      received.update(data);
      mayHold();
    }

    private void mayHold() {
      switch (random.nextInt(6)) {
        case 0 -> {
          transport().pauseReading();
          transport().resumeReading();
        }
        case 1 -> {
          held = true;
          transport().pauseReading();
          soon(this::goOn);
        }
        default -> {}
      }
    }

    private void goOn() {
      held = false;
      if (!transport().isClosing()) {
        transport().resumeReading();
        if (random.nextInt(4) == 0) {
          transport().pauseReading();
          transport().resumeReading();
        }
      }
    }

    /** In this iteration, in one of the next, or in a while. */
    private void soon(Runnable action) {
      switch (random.nextInt(4)) {
        case 0 -> action.run();
        case 1 -> loop.callLater(random.nextDouble() / 2000, action);
        default -> loop.callSoon(action);
      }
    }

    // --- the end ---------------------------------------------------------------------------------

    public Protocol.AfterEof eofReceived() {
      assertThat(held).as("told while it was paused").isFalse();
      ended = true;
      closeAfterBoth();
      return Protocol.AfterEof.KEEP_OPEN;
    }

    private void closeAfterBoth() {
      if (ended && left == 0) {
        transport().close();
      }
    }

    @Override
    public void connectionLost(@Nullable Throwable exception) {
      lost.setResult(exception);
    }

    @Override
    public String toString() {
      return "%s of %s to write, %s received, held %s, full %s, ended %s, %s"
          .formatted(left, total, count, held, full, ended, transport);
    }
  }

  private static final class Plain extends End implements Protocol {
    Plain(long seed) {
      super(seed);
    }

    @Override
    public void dataReceived(byte[] data) {
      onReceived(ByteBuffer.wrap(data));
    }
  }

  private static final class Buffered extends End implements BufferedProtocol {
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    Buffered(long seed) {
      super(seed);
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      int room = 1 + random.nextInt(random.nextBoolean() ? 1_000 : 300_000);
      buffer = random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
      return buffer;
    }

    @Override
    public void bufferUpdated(int nbytes) {
      onReceived(buffer.flip());
    }
  }

  private static End end(Random random) {
    long seed = random.nextLong();
    return random.nextBoolean() ? new Plain(seed) : new Buffered(seed);
  }

  /** Opens connections. */
  private interface Opening {
    Server serve(Supplier<End> end) throws Exception;

    void connect(Server server, Supplier<End> end) throws Exception;
  }

  private static void transfer(Opening opening, long seed) {
    var random = new Random(seed);
    Asyncio.run(
        () -> {
          var pairs = new ArrayList<List<End>>();
          var servers = new ArrayList<Server>();
          for (int pair = 0; pair < AT_ONCE; pair++) {
            var ends = new ArrayList<End>();
            pairs.add(ends);
            Supplier<End> next =
                () -> {
                  ends.add(end(random));
                  return ends.getLast();
                };
            Server server = opening.serve(next);
            servers.add(server);
            opening.connect(server, next);
          }
          for (List<End> ends : pairs) {
            await(ends, seed);
          }
          servers.forEach(Server::close);
        });
  }

  private static void await(List<End> ends, long seed) throws Exception {
    try {
      for (int index = 0; index < 2; index++) {
        while (ends.size() <= index) {
          Asyncio.sleep(0);
        }
        Throwable why = Asyncio.waitFor(ends.get(index).lost, PATIENCE);
        assertThat(why).as("seed %s: %s", seed, ends).isNull();
      }
    } catch (java.util.concurrent.TimeoutException stuck) {
      throw new AssertionError("seed %s: %s".formatted(seed, ends), stuck);
    }
    for (int index = 0; index < 2; index++) {
      assertThat(ends.get(index).received.getValue())
          .as("seed %s: %s", seed, ends)
          .isEqualTo(ends.get(1 - index).sent.getValue());
    }
  }

  private static void transferAll(Opening opening) {
    System.err.printf("asyncio4j.fuzz.seed=%s%n", SEED);
    for (int run = 0; run < CASES / AT_ONCE; run++) {
      transfer(opening, SEED + run);
    }
  }

  @Test
  void allBytesArriveOverTcp() {
    transferAll(
        new Opening() {
          @Override
          public Server serve(Supplier<End> end) throws Exception {
            return Net.createServer(end, Peers.HOST, 0);
          }

          @Override
          public void connect(Server server, Supplier<End> end) throws Exception {
            Net.createConnection(end, Peers.HOST, port(server));
          }
        });
  }

  @Test
  void allBytesArriveOverUnixSockets(@TempDir Path folder) {
    var made = new int[1];
    transferAll(
        new Opening() {
          private Path path = folder;

          @Override
          public Server serve(Supplier<End> end) throws Exception {
            path = folder.resolve("socket" + made[0]++);
            return Net.createUnixServer(end, path);
          }

          @Override
          public void connect(Server server, Supplier<End> end) throws Exception {
            Net.createUnixConnection(end, path);
          }
        });
  }
}
