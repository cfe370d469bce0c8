package org.asyncio4j.net;

import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/**
 * Sends files over connections.
 *
 * <p>Python: {@code loop.sendfile}.
 */
final class Sendfile {
  private static final long PIECE_BYTES = 1024 * 1024;
  private static final int COPY_BYTES = 256 * 1024;

  private Sendfile() {}

  static long send(WriteTransport transport, FileChannel file, long offset, long count)
      throws IOException {
    MachineNetwork.require("sendfile");
    if (!(transport instanceof StreamTransport stream)) {
      throw new IllegalArgumentException("%s is not supported by sendfile()".formatted(transport));
    }
    if (offset < 0 || count <= 0) {
      throw new IllegalArgumentException(
          "expected offset >= 0 and count > 0, got %s and %s".formatted(offset, count));
    }
    if (stream.isClosing()) {
      throw new IllegalStateException("%s is closing".formatted(transport));
    }
    long total = Math.max(0, Math.min(count, file.size() - offset));
    long sent = 0;
    try {
      while (sent < total) {
        long piece = Math.min(PIECE_BYTES, total - sent);
        sent +=
            stream.secure()
                ? copy(stream, file, offset + sent, piece)
                : transfer(stream, file, offset + sent, piece);
      }
    } finally {
      file.position(offset + sent);
    }
    return sent;
  }

  /** Has the system send a piece. */
  private static long transfer(StreamTransport stream, FileChannel file, long from, long bytes)
      throws IOException {
    awaitSent(stream);
    Future<@Nullable Void> done = stream.loop().createFuture();
    var region = new Borrowed(file, from, bytes);
    stream.reactor.later(
        () ->
            stream
                .channel
                .writeAndFlush(region)
                .addListener(
                    written -> {
                      stream.reactor.busy();
                      stream.fileSent();
                      if (done.done() || stream.loop().isClosed()) {
                        return;
                      }
                      if (written.isSuccess()) {
                        done.setResult(null);
                      } else {
                        done.setException(
                            Failures.of(Required.argument(written.cause(), "cause"), stream.peer));
                      }
                    }));
    Asyncio.await(done, IOException.class);
    return bytes;
  }

  private static void awaitSent(StreamTransport stream) throws IOException {
    try {
      Asyncio.await(stream.beginFile(), IOException.class);
    } catch (Throwable thrown) {
      stream.fileSent();
      throw thrown;
    }
  }

  /** Reads a piece and writes it: TLS has to see it. */
  private static long copy(StreamTransport stream, FileChannel file, long from, long bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(bytes, COPY_BYTES));
    int read =
        Asyncio.await(
            stream.loop().runInExecutor(() -> file.read(buffer, from)), IOException.class);
    if (read <= 0) {
      throw new IOException("the file has become shorter while it was sent");
    }
    stream.write(buffer.flip());
    awaitSent(stream);
    stream.fileSent();
    if (stream.isClosing()) {
      throw Failures.reset(stream.peer);
    }
    return read;
  }

  /** A piece of a file that is not ours to close. */
  private static final class Borrowed extends DefaultFileRegion {
    Borrowed(FileChannel file, long position, long count) {
      super(file, position, count);
    }

    @Override
    protected void deallocate() {}
  }
}
