package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.nio.ByteBuffer;
import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** A reader pauses its transport while too much is there. */
final class BackPressureTest {
  private final RecordingTransport transport = new RecordingTransport();

  private StreamReader reader(int limit) {
    var reader = new StreamReader(limit);
    reader.setTransport(transport);
    return reader;
  }

  @Test
  @Behaviour(265)
  void transportIsPausedAboveTwiceTheLimitAndResumedAtTheLimit() {
    VirtualTime.run(
        () -> {
          StreamReader reader = reader(4);
          reader.feedData(new byte[8]);
          assertThat(transport.calls).isEmpty();
          reader.feedData(new byte[1]);
          assertThat(transport.calls).containsExactly("pause");
          reader.feedData(new byte[1]);
          reader.read(5);
          assertThat(transport.calls).containsExactly("pause");
          reader.read(1);
          assertThat(transport.calls).containsExactly("pause", "resume");
          reader.feedData(new byte[5]);
          assertThat(transport.calls).containsExactly("pause", "resume", "pause");
        });
  }

  @Test
  @Behaviour(265)
  void waitingForMoreResumes() {
    VirtualTime.run(
        () -> {
          StreamReader reader = reader(4);
          reader.feedData(new byte[9]);
          Task<byte[]> all = createTask(() -> reader.readexactly(20));
          sleep(1);
          assertThat(transport.calls).containsExactly("pause", "resume");
          reader.feedData(new byte[11]);
          assertThat(await(all)).hasSize(20);
          assertThat(transport.calls).containsExactly("pause", "resume", "pause", "resume");
        });
  }

  private interface Read {
    void from(StreamReader reader) throws Exception;
  }

  @Test
  void everyWayToReadResumes() {
    List<Read> ways =
        List.of(
            StreamReader::readline,
            StreamReader::readuntil,
            reader -> reader.read(5),
            reader -> reader.readexactly(5),
            reader -> reader.read(ByteBuffer.allocate(5)),
            reader -> reader.readexactly(ByteBuffer.allocate(5)),
            reader -> reader.lines().iterator().next(),
            reader -> reader.asInputStream().readNBytes(5));
    for (Read way : ways) {
      VirtualTime.run(
          () -> {
            transport.calls.clear();
            StreamReader reader = reader(4);
            reader.feedData(new byte[] {1, 1, 1, 1, '\n', 1, 1, 1, 1});
            assertThat(transport.calls).containsExactly("pause");
            way.from(reader);
            assertThat(transport.calls).containsExactly("pause", "resume");
          });
    }
  }

  @Test
  void overlongLineThatIsDroppedResumes() {
    VirtualTime.run(
        () -> {
          StreamReader reader = reader(4);
          reader.feedData(new byte[9]);
          assertThatThrownBy(reader::readline).isInstanceOf(IllegalArgumentException.class);
          assertThat(transport.calls).containsExactly("pause", "resume");
        });
  }

  @Test
  void transportThatCannotPauseIsLeftAlone() {
    VirtualTime.run(
        () -> {
          transport.canPause = false;
          StreamReader reader = reader(4);
          reader.feedData(new byte[9]);
          transport.canPause = true;
          reader.feedData(new byte[9]);
          reader.read(18);

          assertThat(transport.calls).isEmpty();
        });
  }

  @Test
  void secondTransportIsRefused() {
    VirtualTime.run(
        () ->
            assertThatThrownBy(() -> reader(4).setTransport(transport))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a transport already"));
  }
}
