package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** The exceptions of streams: what they carry, also after they were sent to another JVM. */
final class StreamExceptionsTest {
  private static final byte[] PARTIAL = {1, 2, 3};

  @SuppressWarnings("unchecked")
  private static <T> T sent(T exception) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  @Test
  void incompleteReadCarriesWhatHadComeAndWhatWasAskedFor() throws Exception {
    var exception = sent(new IncompleteReadException(PARTIAL, 10));

    assertThat(exception).hasMessage("3 bytes read on a total of 10 expected bytes");
    assertThat(exception.partial()).isEqualTo(PARTIAL);
    assertThat(exception.expected()).hasValue(10);
  }

  @Test
  void incompleteReadUpToASeparatorExpectsNoNumber() throws Exception {
    var exception = sent(new IncompleteReadException(PARTIAL));

    assertThat(exception).hasMessage("3 bytes read on a total of undefined expected bytes");
    assertThat(exception.expected()).isEmpty();
  }

  @Test
  void partialBytesCannotBeChangedFromOutside() {
    byte[] given = PARTIAL.clone();
    var exception = new IncompleteReadException(given, 10);
    given[0] = 9;
    exception.partial()[1] = 9;

    assertThat(exception.partial()).isEqualTo(PARTIAL);
  }

  @Test
  void limitOverrunSaysHowMuchToConsume() throws Exception {
    var exception = sent(new LimitOverrunException("no separator within 64 bytes", 61));

    assertThat(exception).hasMessage("no separator within 64 bytes");
    assertThat(exception.consumed()).isEqualTo(61);
  }

  @Test
  void sendfileNotAvailableIsAnIllegalState() {
    assertThat(new SendfileNotAvailableException("no"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
  }

  @Test
  void negativeLengthsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IncompleteReadException(PARTIAL, -1))
        .withMessage("expected must be >= 0, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LimitOverrunException("no", -1))
        .withMessage("consumed must be >= 0, got -1");
  }
}
