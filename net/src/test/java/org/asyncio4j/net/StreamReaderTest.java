package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.IncompleteReadException;
import org.asyncio4j.LimitOverrunException;
import org.asyncio4j.Task;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

final class StreamReaderTest {
  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static StreamReader fed(String... pieces) {
    return fed(StreamReader.DEFAULT_LIMIT, pieces);
  }

  private static StreamReader fed(int limit, String... pieces) {
    var reader = new StreamReader(limit);
    for (String piece : pieces) {
      reader.feedData(bytes(piece));
    }
    return reader;
  }

  private static StreamReader ended(String... pieces) {
    StreamReader reader = fed(pieces);
    reader.feedEof();
    return reader;
  }

  // --- read -------------------------------------------------------------------------------------

  @Test
  @Behaviour(259)
  void readingNothingWaitsForNothing() {
    VirtualTime.run(
        () -> {
          var reader = new StreamReader();

          assertThat(reader.read(0)).isEmpty();
          assertThat(reader.readexactly(0)).isEmpty();
          assertThat(reader.read(ByteBuffer.allocate(0))).isZero();
          reader.readexactly(ByteBuffer.allocate(0));
        });
  }

  @Test
  @Behaviour(259)
  void readexactlyOfLessThanNothingIsRefused() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> fed("abc").readexactly(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("readexactly(): n must be >= 0, got -1"));
  }

  @Test
  @Behaviour(259)
  void readWithoutACountReadsToTheEnd() {
    VirtualTime.run(
        () -> {
          var reader = new StreamReader(4);
          Task<byte[]> all = createTask(() -> reader.read());
          for (String piece : List.of("ab", "cdefghijk", "l")) {
            sleep(1);
            reader.feedData(bytes(piece));
          }
          sleep(1);
          assertThat(all.done()).isFalse();
          reader.feedEof();

          assertThat(text(await(all))).isEqualTo("abcdefghijkl");
          assertThat(text(ended("x", "y").read(-1))).isEqualTo("xy");
          assertThat(ended().read()).isEmpty();
        });
  }

  @Test
  void readTakesWhatIsThereAndNoMoreThanWanted() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed("abcdef");

          assertThat(text(reader.read(4))).isEqualTo("abcd");
          assertThat(text(reader.read(4))).isEqualTo("ef");
        });
  }

  @Test
  void cancelledReadToTheEndKeepsWhatHasCome() {
    VirtualTime.run(
        () -> {
          StreamReader reader = new StreamReader(2);
          Task<byte[]> all = createTask(() -> reader.read());
          for (String piece : List.of("abc", "de", "f")) {
            sleep(1);
            reader.feedData(bytes(piece));
          }
          sleep(1);
          all.cancel();
          assertThatThrownBy(() -> await(all)).isInstanceOf(CancelledError.class);
          reader.feedData(bytes("g"));
          reader.feedEof();

          assertThat(text(reader.read())).isEqualTo("abcdefg");
        });
  }

  @Test
  void readFillsABuffer() {
    VirtualTime.run(
        () -> {
          StreamReader reader = ended("abcdef");
          ByteBuffer target = ByteBuffer.allocate(8).position(1).limit(5);

          assertThat(reader.read(target)).isEqualTo(4);
          assertThat(target.hasRemaining()).isFalse();
          assertThat(reader.read(target.clear())).isEqualTo(2);
          assertThat(reader.read(target)).isEqualTo(-1);
          assertThat(text(target.array())).startsWith("efcde");
        });
  }

  @Test
  void readexactlyFillsABufferAsDataComes() {
    VirtualTime.run(
        () -> {
          var reader = new StreamReader();
          ByteBuffer target = ByteBuffer.allocate(5);
          Task<?> filling = createTask(() -> reader.readexactly(target));
          sleep(1);
          reader.feedData(bytes("abc"));
          sleep(1);
          assertThat(target.position()).isEqualTo(3);
          reader.feedData(bytes("defg"));
          await(filling);

          assertThat(text(target.array())).isEqualTo("abcde");
          reader.feedEof();
          var incomplete =
              catchThrowableOfType(
                  IncompleteReadException.class, () -> reader.readexactly(target.clear()));
          assertThat(text(incomplete.partial())).isEqualTo("fg");
          assertThat(incomplete.expected()).hasValue(5);
        });
  }

  @Test
  @Behaviour(260)
  void endBeforeAllHasComeIsAnErrorThatHasWhatHadCome() {
    VirtualTime.run(
        () -> {
          StreamReader reader = ended("abc");

          var incomplete =
              catchThrowableOfType(IncompleteReadException.class, () -> reader.readexactly(5));

          assertThat(incomplete).hasMessage("3 bytes read on a total of 5 expected bytes");
          assertThat(text(incomplete.partial())).isEqualTo("abc");
          assertThat(incomplete.expected()).hasValue(5);
          assertThat(reader.atEof()).isTrue();
          assertThat(reader.read()).isEmpty();
        });
  }

  @Test
  void readexactlyMayReadMoreThanTheLimit() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed(3, "abcd", "efgh", "ij");

          assertThat(text(reader.readexactly(9))).isEqualTo("abcdefghi");
          assertThat(text(reader.readexactly(1))).isEqualTo("j");
        });
  }

  // --- lines ------------------------------------------------------------------------------------

  @Test
  void readlineWaitsForTheNewline() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed("ab");
          Task<byte[]> line = createTask(() -> reader.readline());
          for (String piece : List.of("c", "d\nef\n", "g")) {
            sleep(1);
            reader.feedData(bytes(piece));
          }

          assertThat(text(await(line))).isEqualTo("abcd\n");
          assertThat(text(reader.readline())).isEqualTo("ef\n");
        });
  }

  @Test
  @Behaviour(263)
  void atTheEndComesThePartialLineAndThenNothing() {
    VirtualTime.run(
        () -> {
          StreamReader reader = ended("line\nrest");
          assertThat(reader.atEof()).isFalse();

          assertThat(text(reader.readline())).isEqualTo("line\n");
          assertThat(reader.atEof()).isFalse();
          assertThat(text(reader.readline())).isEqualTo("rest");
          assertThat(reader.atEof()).isTrue();
          assertThat(reader.readline()).isEmpty();
          assertThat(reader.readline()).isEmpty();
        });
  }

  @Test
  @Behaviour(261)
  void lineThatIsTooLongIsDropped() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed(3, "abcd\nxyz\n");

          assertThatThrownBy(reader::readline)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage(
                  "Separator is found, but chunk is longer than the limit of 3 bytes: "
                      + "StreamReader[4 bytes, limit=3]");
          assertThat(text(reader.readline())).isEqualTo("xyz\n");
        });
  }

  @Test
  @Behaviour(261)
  void lineThatIsTooLongBeforeItsEndHasComeTakesAllWithIt() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed(3, "abcd");

          assertThatThrownBy(reader::readline)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith("Separator is not found, and chunk exceeds the limit of 3");
          reader.feedData(bytes("abc\n"));
          assertThat(text(reader.readline())).isEqualTo("abc\n");
        });
  }

  @Test
  void forEachGivesLinesAndThenTheRest() {
    VirtualTime.run(
        () -> {
          var lines = new ArrayList<String>();
          StreamReader reader = fed("a\n\nbc\r");
          createTask(
              () -> {
                sleep(1);
                reader.feedData(bytes("\nrest"));
                reader.feedEof();
              });

          for (byte[] line : reader) {
            lines.add(text(line));
          }

          assertThat(lines).containsExactly("a\n", "\n", "bc\r\n", "rest");
          assertThat(ended().iterator().hasNext()).isFalse();
        });
  }

  @Test
  void textLinesAreWithoutTheirEnds() {
    VirtualTime.run(
        () -> {
          assertThat(ended("a\n\nbc\r\n\r\n\rx\u00c3\u00a4").lines())
              .containsExactly("a", "", "bc", "", "\rx\u00e4");
          assertThat(ended("\u00e4\n").lines(ISO_8859_1)).containsExactly("\u00e4");
        });
  }

  @Test
  void failureComesOutOfAForEachAsItIs() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed("a\n");
          var failure = new IOException("gone");
          var lines = reader.lines().iterator();
          assertThat(lines.next()).isEqualTo("a");
          reader.setException(failure);

          assertThatThrownBy(lines::hasNext).isSameAs(failure);
        });
  }

  // --- separators -------------------------------------------------------------------------------

  @Test
  void readuntilFindsASeparatorThatComesInPieces() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed("ab-");
          Task<byte[]> part = createTask(() -> reader.readuntil(bytes("--|")));
          for (String piece : List.of("-", "-", "|c", "--|")) {
            sleep(1);
            reader.feedData(bytes(piece));
          }

          assertThat(text(await(part))).isEqualTo("ab---|");
          assertThat(text(reader.readuntil(bytes("--|")))).isEqualTo("c--|");
        });
  }

  @Test
  @Behaviour(262)
  void ofSeveralSeparatorsTheShortestMatchWins() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed("xAABCDE1;2\r\n3");

          assertThat(text(reader.readuntil(bytes("ABCDE"), bytes("ABC")))).isEqualTo("xAABC");
          assertThat(text(reader.readuntil(bytes("\r\n"), bytes(";")))).isEqualTo("DE1;");
          assertThat(text(reader.readuntil(bytes(";"), bytes("\r\n")))).isEqualTo("2\r\n");
        });
  }

  @Test
  @Behaviour(262)
  void overrunLeavesTheDataAndSaysHowMuchToTake() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed(3, "some dataAA");
          var notFound =
              catchThrowableOfType(
                  LimitOverrunException.class, () -> reader.readuntil(bytes("AAA")));
          assertThat(notFound)
              .hasMessageStartingWith("Separator is not found, and chunk exceeds the limit");
          assertThat(notFound.consumed()).isEqualTo(9);

          reader.feedData(bytes("A"));
          var found =
              catchThrowableOfType(
                  LimitOverrunException.class, () -> reader.readuntil(bytes("AAA")));
          assertThat(found)
              .hasMessageStartingWith("Separator is found, but chunk is longer than the limit");
          assertThat(found.consumed()).isEqualTo(9);
          assertThat(text(reader.readexactly(12))).isEqualTo("some dataAAA");
        });
  }

  @Test
  void endBeforeASeparatorHasWhatHadCome() {
    VirtualTime.run(
        () -> {
          StreamReader reader = ended("abcA");

          var incomplete =
              catchThrowableOfType(
                  IncompleteReadException.class, () -> reader.readuntil(bytes("AA")));

          assertThat(text(incomplete.partial())).isEqualTo("abcA");
          assertThat(incomplete.expected()).isEmpty();
          assertThat(reader.atEof()).isTrue();
        });
  }

  @Test
  void separatorsMustBeThere() {
    VirtualTime.run(
        () -> {
          assertThatThrownBy(() -> fed("a").readuntil(bytes("")))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("readuntil(): expected at least one separator of at least one byte");
          assertThatThrownBy(() -> fed("a").readuntil(new byte[0][]))
              .isInstanceOf(IllegalArgumentException.class);
          assertThat(text(fed("a\nb").readuntil())).isEqualTo("a\n");
        });
  }

  // --- failures, misuse -------------------------------------------------------------------------

  @Test
  @Behaviour(264)
  void secondTaskThatWaitsIsRefused() {
    VirtualTime.run(
        () -> {
          var reader = new StreamReader();
          Task<byte[]> first = createTask(() -> reader.readline());
          sleep(1);

          assertThatThrownBy(() -> reader.readexactly(1))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage(
                  "readexactly() called while another task is already waiting for incoming data of"
                      + " StreamReader[0 bytes, awaited]");
          reader.feedData(bytes("line\n"));
          assertThat(text(await(first))).isEqualTo("line\n");
        });
  }

  @Test
  void failureIsThrownByTheReadUnderWayAndByAllLaterOnes() {
    VirtualTime.run(
        () -> {
          StreamReader reader = fed("abc");
          var failure = new IOException("gone");
          Task<byte[]> waiting = createTask(() -> reader.readline());
          sleep(1);
          reader.setException(failure);

          assertThatThrownBy(() -> await(waiting)).isSameAs(failure);
          assertThatThrownBy(() -> reader.read(1)).isSameAs(failure);
          assertThatThrownBy(() -> reader.read()).isSameAs(failure);
          assertThatThrownBy(() -> reader.readexactly(1)).isSameAs(failure);
          assertThatThrownBy(() -> reader.readuntil()).isSameAs(failure);
          assertThatThrownBy(() -> reader.read(ByteBuffer.allocate(1))).isSameAs(failure);
          assertThat(reader.exception()).isSameAs(failure);
        });
  }

  /** CPython's readexactly waits for ever here. */
  @Test
  void failureThatComesTogetherWithTooLittleDataIsNotMissed() {
    VirtualTime.run(
        () -> {
          StreamReader reader = new StreamReader();
          var failure = new IOException("gone");
          Task<byte[]> waiting = createTask(() -> reader.readexactly(5));
          sleep(1);
          reader.feedData(bytes("abc"));
          reader.setException(failure);

          assertThatThrownBy(() -> await(waiting)).isSameAs(failure);
        });
  }

  @Test
  void cancelledReadsLoseNothing() {
    VirtualTime.run(
        () -> {
          StreamReader reader = new StreamReader();
          for (var read :
              List.<java.util.concurrent.Callable<byte[]>>of(
                  reader::readline, reader::readuntil, () -> reader.readexactly(99))) {
            Task<byte[]> task = createTask(read);
            sleep(1);
            reader.feedData(bytes("ab"));
            sleep(1);
            task.cancel();
            assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
          }
          reader.feedData(bytes("\n"));

          assertThat(text(reader.readline())).isEqualTo("ababab\n");
        });
  }

  @Test
  void readCancelledInTheRoundInWhichDataComesLosesNothing() {
    VirtualTime.run(
        () -> {
          StreamReader reader = new StreamReader();
          Task<byte[]> task = createTask(() -> reader.read(10));
          sleep(1);
          reader.feedData(bytes("ab"));
          task.cancel();
          assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);

          assertThat(text(reader.read(10))).isEqualTo("ab");
        });
  }

  @Test
  void feedingAfterTheEndIsRefused() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> ended("a").feedData(bytes("b")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("feedData() after feedEof() on StreamReader[1 bytes, eof]"));
  }

  @Test
  void whatWasFedIsTheFeedersOwn() {
    VirtualTime.run(
        () -> {
          byte[] data = bytes("abc");
          StreamReader reader = new StreamReader();
          reader.feedData(data);
          data[0] = 'x';

          assertThat(text(reader.read(3))).isEqualTo("abc");
        });
  }

  @Test
  void limitMustBePositive() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> new StreamReader(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be > 0, got 0"));
    assertThatThrownBy(() -> new StreamReader())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no running event loop");
  }
}
