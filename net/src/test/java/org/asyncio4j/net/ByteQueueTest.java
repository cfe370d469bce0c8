package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.net.StreamReaderTest.bytes;
import static org.asyncio4j.net.StreamReaderTest.text;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteQueueTest {
  private final ByteQueue queue = new ByteQueue();

  @Test
  void wholePieceGoesThroughWithoutACopy() {
    byte[] piece = bytes("piece");
    queue.adopt(piece);
    assertThat(queue.takeAll()).isSameAs(piece);
    assertThat(queue.capacity()).isZero();
  }

  @Test
  void partOfAPieceIsACopy() {
    byte[] piece = bytes("piece");
    queue.adopt(piece);
    assertThat(text(queue.take(2))).isEqualTo("pi");
    assertThat(text(queue.takeAll())).isEqualTo("ece").isNotSameAs(piece);
    assertThat(queue.take(0)).isEmpty();
  }

  @Test
  void emptyQueueHoldsNoMemory() {
    for (int i = 0; i < 1000; i++) {
      queue.append(new byte[1000]);
    }
    queue.drop(queue.size());
    assertThat(queue.capacity()).isZero();
  }

  @Test
  void nearlyEmptyQueueShrinks() {
    queue.append(new byte[10_000_000]);
    queue.take(9_999_999);
    assertThat(queue.capacity()).isLessThan(100_000);
    assertThat(queue.size()).isOne();
  }

  @Test
  void roomIsUsedAgain() {
    queue.append(new byte[100]);
    for (int i = 0; i < 10_000; i++) {
      queue.append(new byte[10]);
      queue.drop(10);
    }
    assertThat(queue.size()).isEqualTo(100);
    assertThat(queue.capacity()).isLessThanOrEqualTo(400);
  }

  @Test
  void takenPiecesCanBePutBack() {
    queue.append(bytes("rest"));
    queue.putBack(List.of(bytes("one "), bytes("two ")));
    assertThat(text(queue.takeAll())).isEqualTo("one two rest");
    queue.putBack(List.of());
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void buffersAreTakenAndFilled() {
    queue.append(ByteBuffer.wrap(bytes("abcdef"), 1, 4));
    ByteBuffer target = ByteBuffer.allocateDirect(3);
    assertThat(queue.takeInto(target)).isEqualTo(3);
    assertThat(target.get(2)).isEqualTo((byte) 'd');
    byte[] array = new byte[4];
    assertThat(queue.takeInto(array, 1, 3)).isOne();
    assertThat(array).containsExactly(0, 'e', 0, 0);
  }

  @Test
  void searchFindsEveryByteAtEveryPlace() {
    var random = new Random(1);
    for (int length = 0; length < 40; length++) {
      byte[] data = new byte[length];
      for (int at = 0; at < length; at++) {
        for (byte wanted : new byte[] {0, 1, '\n', 127, -128, -1}) {
          for (int i = 0; i < length; i++) {
            data[i] = (byte) (wanted + 1 + random.nextInt(255));
          }
          assertThat(ByteSearch.indexOf(data, 0, length, wanted)).isEqualTo(-1);
          data[at] = wanted;
          assertThat(ByteSearch.indexOf(data, 0, length, wanted)).isEqualTo(at);
          assertThat(ByteSearch.indexOf(data, at, length, wanted)).isEqualTo(at);
          assertThat(ByteSearch.indexOf(data, at + 1, length, wanted)).isEqualTo(-1);
          assertThat(ByteSearch.indexOf(data, 0, at, wanted)).isEqualTo(-1);
        }
      }
    }
  }
}
