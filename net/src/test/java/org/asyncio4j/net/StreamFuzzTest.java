package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.asyncio4j.Asyncio;
import org.asyncio4j.IncompleteReadException;
import org.asyncio4j.LimitOverrunException;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A reader against a model of it, with random data in random pieces: the model has the same bytes
 * in an array and does everything the simple way.
 *
 * <p>System properties: {@code asyncio4j.fuzz.seed} repeats a run, {@code asyncio4j.fuzz.cases}
 * makes a longer one.
 */
@Timeout(120)
final class StreamFuzzTest {
  private static final int CASES = Integer.getInteger("asyncio4j.fuzz.cases", 100_000);
  private static final long SEED = Long.getLong("asyncio4j.fuzz.seed", System.nanoTime());
  private static final int CASES_OF_A_RUN = 1000;

  // Only one: to make one may block the thread for a while, and other tasks would go on.
  private static final ByteBuffer DIRECT = ByteBuffer.allocateDirect(100);

  /** What a read comes to: data, or the kind of its error with what that says. */
  private record Result(String kind, byte[] data, int number) {
    static Result data(byte[] data) {
      return new Result("data", data, -1);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Result(String k, byte[] d, int n)
          && k.equals(kind)
          && n == number
          && Arrays.equals(d, data);
    }

    @Override
    public int hashCode() {
      return kind.hashCode();
    }

    @Override
    public String toString() {
      return "%s %s %s".formatted(kind, Arrays.toString(data), number);
    }
  }

  /** One kind of read, done by the reader and by the model. */
  private interface Operation {
    Result of(StreamReader reader, InputStream view) throws IOException;

    Result of(Model model);
  }

  /** The bytes that are to come, pieces as they come, and what is taken. */
  private static final class Model {
    private final List<byte[]> pieces;
    private final int limit;
    private byte[] here = {};
    private int next;

    Model(List<byte[]> pieces, int limit) {
      this.pieces = pieces;
      this.limit = limit;
    }

    /** Another piece comes. {@return false at the end} */
    boolean more() {
      if (next == pieces.size()) {
        return false;
      }
      byte[] piece = pieces.get(next++);
      int length = here.length;
      here = Arrays.copyOf(here, length + piece.length);
      System.arraycopy(piece, 0, here, length, piece.length);
      return true;
    }

    byte[] take(int count) {
      byte[] taken = Arrays.copyOf(here, count);
      here = Arrays.copyOfRange(here, count, here.length);
      return taken;
    }

    Result some(int n) {
      while (n > 0 && here.length == 0 && more()) {}
      return Result.data(take(Math.min(n, here.length)));
    }

    Result exactly(int n) {
      while (here.length < n) {
        if (!more()) {
          return new Result("incomplete", take(here.length), n);
        }
      }
      return Result.data(take(n));
    }

    Result all() {
      while (more()) {}
      return Result.data(take(here.length));
    }

    Result until(byte[]... separators) {
      int longest = 0;
      for (byte[] separator : separators) {
        longest = Math.max(longest, separator.length);
      }
      while (true) {
        for (int end = 1; end <= here.length; end++) {
          int separator = separatorThatEndsAt(end, separators);
          if (separator > 0) {
            int begin = end - separator;
            return begin > limit
                ? new Result("overrun", new byte[0], begin)
                : Result.data(take(end));
          }
        }
        int searched = Math.max(0, here.length + 1 - longest);
        if (searched > limit) {
          return new Result("overrun", new byte[0], searched);
        }
        if (!more()) {
          return new Result("incomplete", take(here.length), -1);
        }
      }
    }

    /** {@return how long the shortest separator is that ends here, as CPython takes; 0 if none} */
    private int separatorThatEndsAt(int end, byte[][] separators) {
      int shortest = 0;
      for (byte[] separator : separators) {
        int length = separator.length;
        if (length <= end
            && (shortest == 0 || length < shortest)
            && Arrays.equals(separator, 0, length, here, end - length, end)) {
          shortest = length;
        }
      }
      return shortest;
    }

    Result line() {
      Result result = until(new byte[] {'\n'});
      if (result.kind().equals("incomplete")) {
        return Result.data(result.data());
      }
      if (result.kind().equals("overrun")) {
        int begin = result.number();
        take(begin < here.length && here[begin] == '\n' ? begin + 1 : here.length);
        return new Result("too long", new byte[0], -1);
      }
      return result;
    }
  }

  private static byte[] someBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) "\nab\r".charAt(random.nextInt(4));
    }
    return bytes;
  }

  private static int size(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 1;
      case 1 -> random.nextInt(100);
      default -> random.nextInt(12);
    };
  }

  private static Operation operation(Random random) {
    int n = size(random);
    return switch (random.nextInt(9)) {
      case 0 -> op((r, _) -> Result.data(r.read(n)), model -> model.some(n));
      case 1 -> op((r, _) -> Result.data(r.readexactly(n)), model -> model.exactly(n));
      case 2, 3 -> op((r, _) -> Result.data(r.readline()), Model::line);
      case 4 -> {
        byte[][] separators = new byte[1 + random.nextInt(3)][];
        Arrays.setAll(separators, _ -> someBytes(random, 1 + random.nextInt(4)));
        yield op((r, _) -> Result.data(r.readuntil(separators)), model -> model.until(separators));
      }
      case 5 -> op((r, _) -> buffered(r, n), model -> model.some(n));
      case 6 -> op((r, _) -> filled(r, n), model -> model.exactly(n));
      case 7 -> op((_, view) -> viewed(view, n), model -> model.some(n));
      default ->
          random.nextInt(20) == 0
              ? op((r, _) -> Result.data(r.read()), Model::all)
              : op((_, view) -> viewedByte(view), model -> model.some(1));
    };
  }

  private interface OnReader {
    Result of(StreamReader reader, InputStream view) throws IOException;
  }

  private interface OnModel {
    Result of(Model model);
  }

  private static Operation op(OnReader onReader, OnModel onModel) {
    return new Operation() {
      @Override
      public Result of(StreamReader reader, InputStream view) throws IOException {
        return onReader.of(reader, view);
      }

      @Override
      public Result of(Model model) {
        return onModel.of(model);
      }
    };
  }

  private static Result buffered(StreamReader reader, int n) throws IOException {
    ByteBuffer target = n % 2 == 0 ? ByteBuffer.allocate(n) : DIRECT.clear().limit(n);
    int count = reader.read(target);
    byte[] data = new byte[Math.max(0, count)];
    target.get(0, data);
    return Result.data(data);
  }

  private static Result filled(StreamReader reader, int n) throws IOException {
    byte[] data = new byte[n];
    reader.readexactly(ByteBuffer.wrap(data));
    return Result.data(data);
  }

  private static Result viewed(InputStream view, int n) throws IOException {
    byte[] data = new byte[n + 2];
    int count = view.read(data, 1, n);
    return Result.data(Arrays.copyOfRange(data, 1, 1 + Math.max(0, count)));
  }

  private static Result viewedByte(InputStream view) throws IOException {
    int read = view.read();
    return Result.data(read < 0 ? new byte[0] : new byte[] {(byte) read});
  }

  private static Result outcome(Operation operation, StreamReader reader, InputStream view)
      throws IOException {
    try {
      return operation.of(reader, view);
    } catch (IncompleteReadException incomplete) {
      return new Result("incomplete", incomplete.partial(), incomplete.expected().orElse(-1));
    } catch (LimitOverrunException overrun) {
      return new Result("overrun", new byte[0], overrun.consumed());
    } catch (IllegalArgumentException tooLong) {
      return new Result("too long", new byte[0], -1);
    }
  }

  @Test
  void readerDoesWhatItsModelDoes() {
    System.out.printf("StreamFuzzTest: -Dasyncio4j.fuzz.seed=%s%n", SEED);
    var seeds = new Random(SEED);
    var kinds = new TreeMap<String, Integer>();
    int[] cases = {0};
    for (int done = 0; done < CASES; done += CASES_OF_A_RUN) {
      VirtualTime.run(
          () -> {
            for (int i = 0; i < CASES_OF_A_RUN; i++) {
              runCase(seeds.nextLong(), kinds);
              cases[0]++;
            }
          });
    }
    assertThat(cases[0]).isGreaterThanOrEqualTo(CASES);
    // Whatever a read can come to has come in more than one case of a hundred.
    assertThat(kinds.keySet()).containsExactly("data", "incomplete", "overrun", "too long");
    assertThat(kinds.values()).allMatch(times -> times > cases[0] / 100);
  }

  /** Feeds the next piece, or the end, each time that the reader has made the task wait. */
  private static final class Feeder {
    private final Iterator<byte[]> pieces;
    private boolean over;

    Feeder(List<byte[]> pieces) {
      this.pieces = pieces.iterator();
    }

    /** Is run whenever the other task waits, and only then. */
    void feed(StreamReader reader) {
      while (!over) {
        if (pieces.hasNext()) {
          reader.feedData(pieces.next());
        } else {
          reader.feedEof();
          over = true;
        }
        Asyncio.sleep(0);
      }
    }
  }

  private static void runCase(long seed, Map<String, Integer> kinds) throws IOException {
    var random = new Random(seed);
    int limit = 1 + size(random);
    var pieces = new ArrayList<byte[]>();
    for (int i = random.nextInt(12); i > 0; i--) {
      pieces.add(someBytes(random, 1 + size(random)));
    }
    var model = new Model(pieces, limit);
    var feeder = new Feeder(pieces);
    var reader = new StreamReader(limit);
    Asyncio.createTask(() -> feeder.feed(reader));
    InputStream view = reader.asInputStream();
    for (int step = 0; step < 100 && !reader.atEof(); step++) {
      Operation operation = operation(random);
      Result expected = operation.of(model);
      Result actual = outcome(operation, reader, view);
      kinds.merge(actual.kind(), 1, Integer::sum);
      if (!actual.equals(expected) || reader.buffered() != model.here.length) {
        fail(
            "run %s, case %s, step %s: expected %s, got %s, %s for %s"
                .formatted(
                    SEED, seed, step, expected, actual, reader, Arrays.toString(model.here)));
      }
      if (expected.kind().equals("overrun")) {
        reader.readexactly(expected.number());
        model.take(expected.number());
      }
    }
    feeder.over = true;
  }
}
