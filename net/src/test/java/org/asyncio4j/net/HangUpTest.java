package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.StreamReaderTest.bytes;
import static org.asyncio4j.net.StreamReaderTest.text;

import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** Sides in memory whose process is no more, and wires whose sender waits for room. */
final class HangUpTest {

  private static Transport transport(Streams streams) {
    return (Transport) streams.writer().transport();
  }

  @Test
  void whatIsOnTheWireArrivesAndThenTheEnd() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams();
          pair.first().writer().write(bytes("last words"));
          MemoryTransports.hangUp(transport(pair.first()));
          MemoryTransports.hangUp(transport(pair.first()));

          assertThat(text(pair.second().reader().read())).isEqualTo("last words");
          assertThatThrownBy(
                  () -> {
                    while (true) {
                      pair.second().writer().write(bytes("?"));
                      pair.second().writer().drain();
                      sleep(1);
                    }
                  })
              .isInstanceOf(ConnectionResetException.class);
        });
  }

  @Test
  void whatIsNotOnTheWireIsLost() {
    VirtualTime.run(
        () -> {
          var options =
              new MemoryOptions(Wire.delayed(1), Wire.delayed(1), 10, WriteBufferLimits.DEFAULT);
          var pair = MemoryTransports.connectedStreams(options, StreamOptions.DEFAULT);
          pair.first().writer().write(new byte[25]);
          MemoryTransports.hangUp(transport(pair.first()));

          assertThat(pair.second().reader().read()).hasSize(10);
        });
  }

  @Test
  void theEndThatIsThereAlreadyIsNotSentTwice() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams();
          pair.first().writer().writeEof();
          MemoryTransports.hangUp(transport(pair.first()));

          assertThat(pair.second().reader().read()).isEmpty();
        });
  }

  @Test
  void whoHadUnreadDataResets() {
    VirtualTime.run(
        () -> {
          var pair = MemoryTransports.connectedStreams();
          sleep(1);
          transport(pair.first()).pauseReading();
          pair.second().writer().write(bytes("unread"));
          sleep(1);
          MemoryTransports.hangUp(transport(pair.first()));

          assertThatThrownBy(() -> pair.second().reader().read())
              .isInstanceOf(ConnectionResetException.class);
        });
  }

  @Test
  void wireIsToldThatItsSenderWaitsForRoom() {
    VirtualTime.run(
        () -> {
          int[] told = {0};
          var narrow =
              new Wire() {
                @Override
                public void carry(int bytes, Runnable arrival) {
                  Wire.immediate().carry(bytes, arrival);
                }

                @Override
                public void blocked() {
                  told[0]++;
                }
              };
          var options = new MemoryOptions(narrow, Wire.immediate(), 10, WriteBufferLimits.DEFAULT);
          var pair = MemoryTransports.connectedStreams(options, StreamOptions.DEFAULT);
          pair.first().writer().write(new byte[10]);
          assertThat(told[0]).isZero();
          pair.first().writer().write(new byte[1]);
          assertThat(told[0]).isOne();
          sleep(1);
          assertThat(pair.second().reader().read(100)).hasSize(11);
        });
  }
}
