package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose turn it is to receive, and what epoll and Netty see of it. */
final class ReceiveQueueTest {
  private final List<String> said = new ArrayList<>();
  private long now;
  private final ReceiveQueue queue = new ReceiveQueue(() -> now);

  /** A socket of nobody, of which the test says what is in it. */
  private final class Peer implements EpollIoHandle, IoRegistration, EpollSocket.Receiver {
    private final String name;
    private int bytes;
    private boolean receivesAll = true;
    private final EpollSocket socket = new EpollSocket(this, queue);

    Peer(String name) {
      this.name = name;
      socket.registered(this);
      socket.submit(EpollIoOps.EPOLLIN);
      socket.receiveBy(this);
      said.clear();
    }

    void event(EpollIoOps ops) {
      socket.handle(this, (EpollIoEvent) () -> ops);
    }

    void becomesReadable(int count) {
      bytes = count;
      event(EpollIoOps.EPOLLIN);
    }

    @Override
    public int receive() {
      int count = Math.min(bytes, Buffers.RECEIVE_BYTES);
      said.add("%s receives %s".formatted(name, count));
      bytes -= count;
      return count;
    }

    @Override
    public boolean receivesAll() {
      return receivesAll;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      said.add("%s: Netty has %s".formatted(name, ((EpollIoEvent) event).ops().value()));
    }

    @Override
    public long submit(IoOps ops) {
      said.add("%s wants %s".formatted(name, edges(ops) ? "edges" : "levels"));
      return 0;
    }

    private boolean edges(IoOps ops) {
      return ((EpollIoOps) ops).contains(EpollIoOps.EPOLLET);
    }

    @Override
    public FileDescriptor fd() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    @Override
    public <T> T attachment() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isValid() {
      return true;
    }

    @Override
    public boolean cancel() {
      return true;
    }
  }

  /** A wait in which these have become readable. {@return whether epoll was asked} */
  private boolean await(Peer... readable) {
    boolean asked = queue.mustLook();
    if (asked) {
      Stream.of(readable).forEach(peer -> peer.becomesReadable(1));
    }
    queue.receive();
    return asked;
  }

  @Test
  void whatTheSystemTellsOfIsReceivedInTheSameWait() {
    var peer = new Peer("a");
    assertThat(await(peer)).isTrue();
    assertThat(said).containsExactly("a receives 1");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aSocketToldOfTwiceIsReceivedFromOnce() {
    var peer = new Peer("a");
    peer.becomesReadable(1);
    await(peer);
    assertThat(said).containsExactly("a receives 1");
  }

  @Test
  void muchIsLeftForTheNextWaitWhichDoesNotAskTheSystem() {
    var first = new Peer("a");
    var second = new Peer("b");
    first.becomesReadable(64 * 1024);
    second.becomesReadable(1);
    queue.receive();
    assertThat(said).containsExactly("a receives 65536");
    assertThat(queue.isEmpty()).isFalse();
    assertThat(await()).as("whether epoll was asked").isFalse();
    assertThat(said).containsExactly("a receives 65536", "b receives 1");
  }

  @Test
  void whoFillsTheBufferHasAnotherTurnBehindTheOthers() {
    var large = new Peer("a");
    var small = new Peer("b");
    large.becomesReadable(Buffers.RECEIVE_BYTES + 5);
    small.becomesReadable(1);
    queue.receive();
    await();
    await();
    assertThat(said)
        .containsExactly("a receives " + Buffers.RECEIVE_BYTES, "b receives 1", "a receives 5");
  }

  @Test
  void whileMuchIsLeftTheSystemIsAskedOnceInAMillisecond() {
    var peer = new Peer("a");
    queue.mustLook();
    peer.becomesReadable(1);
    now += 1_000_000;
    assertThat(queue.mustLook()).isFalse();
    now++;
    assertThat(queue.mustLook()).isTrue();
    assertThat(queue.mustLook()).isFalse();
  }

  @Test
  void whoIsNotToReceiveIsToldOfAgainLater() {
    var peer = new Peer("a");
    peer.becomesReadable(1);
    peer.socket.submit(EpollIoOps.EPOLLOUT); // reading is off
    said.clear();
    queue.receive();
    assertThat(said).isEmpty();
    assertThat(queue.isEmpty()).isTrue();
    peer.socket.submit(EpollIoOps.EPOLLIN);
    assertThat(said).containsExactly("a wants edges");
  }

  @Test
  void whoMayLeaveSomethingIsToldOfLevels() {
    var peer = new Peer("a");
    peer.receivesAll = false;
    peer.socket.submit(EpollIoOps.EPOLLIN);
    assertThat(said).containsExactly("a wants levels");
    await(peer);
    assertThat(said).endsWith("a receives 1");
  }

  @Test
  void whatComesWithUrgentDataIsNettysAndTheSystemIsAskedAgain() {
    var peer = new Peer("a");
    EpollIoOps both = EpollIoOps.EPOLLIN.with(EpollIoOps.valueOf(0x2)); // EPOLLPRI
    peer.event(both);
    assertThat(said).containsExactly("a: Netty has " + both.value(), "a wants edges");
  }

  @Test
  void theEndIsForNetty() {
    var peer = new Peer("a");
    peer.bytes = EpollSocket.Receiver.FOR_NETTY;
    peer.event(EpollIoOps.EPOLLIN);
    assertThat(queue.receive()).isFalse();
    assertThat(said).contains("a: Netty has " + EpollIoOps.EPOLLIN.value());
  }

  @Test
  void nettySeesWhatIsMoreThanReadableAndTheSystemIsAskedAgain() {
    var peer = new Peer("a");
    EpollIoOps both = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);
    peer.event(both);
    assertThat(said).containsExactly("a: Netty has " + both.value(), "a wants edges");
  }

  @Test
  void withoutAReceiverAllIsNettys() {
    var peer = new Peer("a");
    peer.socket.receiveByNetty();
    peer.event(EpollIoOps.EPOLLIN);
    assertThat(said)
        .containsExactly("a wants levels", "a: Netty has " + EpollIoOps.EPOLLIN.value());
    assertThat(queue.isEmpty()).isTrue();
  }
}
